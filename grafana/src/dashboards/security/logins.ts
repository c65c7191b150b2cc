import { app } from "../../inventory/telemetry.ts";
import { colors } from "../../panel/colors.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { loki, prom } from "../../panel/query.ts";
import { table } from "../../panel/table.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { limits } from "../parts/limits.ts";
import { painted } from "../parts/painted.ts";
import { perMinute, perMinuteUnit } from "../parts/per-minute.ts";
import { failedLogins } from "./audit.ts";

const feed = "Fed by auth.login().";
const common = { fedBy: "shop-plus", noValue: "no logins in this time", unit: perMinuteUnit } as const;

/** Outcomes, reasons, and which account or address the failures belong to. */
export function loginPanels(where: string, config: Config): PanelDef[] {
  const all = `sum by (job) (rate(${app.login}{${where}}[$__rate_interval]))`;
  const failed = `sum by (job) (rate(${app.login}{${where},outcome="failure"}[$__rate_interval]))`;
  return [
    timeseries({
      ...common,
      key: "login-outcomes",
      title: "Logins by outcome",
      description: `Attempts a minute. Good: failures stay a small part and follow the successes. ${feed}`,
      overrides: [painted("success", colors.good), painted("failure", colors.bad)],
      queries: [prom(perMinute(`${app.login}{${where}}`, { by: "outcome" }), "{{outcome}}")],
    }),
    timeseries({
      ...common,
      key: "login-reasons",
      title: "Failed logins by reason",
      description: `unknown_account rises when somebody tries lists of addresses, wrong_password when one account is attacked. ${feed}`,
      stack: true,
      queries: [
        prom(
          perMinute(`${app.login}{${where},outcome="failure"}`, { by: "reason, method" }),
          "{{reason}} ({{method}})",
        ),
      ],
    }),
    timeseries({
      ...common,
      key: "login-failure-share",
      title: "Share of logins that fail",
      description: `Of all attempts, by service. A share that stays high: nobody gets in any more, or somebody tries passwords. The dashed line is where the alert FailedLogins begins. ${feed}`,
      thresholds: limits(config, "FailedLogins"),
      unit: "percentunit",
      max: 1,
      queries: [prom(`(${failed} or 0 * ${all}) / (${all} > 0)`, "{{job}}")],
    }),
    ...failureTables(),
  ];
}

function failureTables(): PanelDef[] {
  const perLabel = (labels: string): string =>
    `topk(20, sum by (${labels}) (count_over_time(${failedLogins} [$__range])))`;
  return [
    table({
      key: "failures-by-account",
      title: "Failed logins by account",
      description:
        "The twenty accounts with the most failures in the chosen time, as hashes. Many failures of one account: somebody guesses its password. Counted from the log records that auth.login() writes when it is given the account.",
      fedBy: "shop-plus",
      noValue: "–",
      width: 12,
      sortBy: "failures",
      columns: [
        { field: "account_hash", title: "account hash" },
        { field: "service_name", title: "service" },
        { field: "reason", title: "reason" },
        { field: "Value", title: "failures", decimals: 0 },
      ],
      queries: [loki(perLabel("account_hash, service_name, reason"), undefined, { instant: true })],
    }),
    table({
      key: "failures-by-address",
      title: "Failed logins by address",
      description:
        "The twenty client addresses with the most failures in the chosen time. Many accounts from one address: somebody tries a list of stolen passwords. Counted from the log records that auth.login() writes when it is given the address.",
      fedBy: "shop-plus",
      noValue: "–",
      width: 12,
      sortBy: "failures",
      columns: [
        { field: "client_address", title: "client address" },
        { field: "service_name", title: "service" },
        { field: "Value", title: "failures", decimals: 0 },
      ],
      queries: [loki(perLabel("client_address, service_name"), undefined, { instant: true })],
    }),
  ];
}
