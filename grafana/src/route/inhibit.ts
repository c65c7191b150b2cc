import { matcher } from "./matcher.ts";

/** While an alert matches the source, alerts that match the target and agree in the `equal` labels are not told. */
export interface InhibitRuleJson {
  readonly name: string;
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  /** A label that both lack is equal, too. */
  readonly equal: readonly string[];
}

// Otherwise a test of ServiceDown would silence what is really wrong with the service.
const always = ["test"];
const place = ["job", "deployment_environment_name", ...always];
const isCritical = matcher("severity", "=", "critical");
const isLesser = matcher("severity", "=~", "warning|info");

/** What tells two alerts of one name apart: the full disk of one machine says nothing of another's. */
export const dimensions: readonly string[] = [
  "instance",
  "queue",
  "slo",
  "task",
  "breaker",
  "server_address",
  "endpoint",
  "exporter",
  "device",
  "mountpoint",
  "db_client_connection_pool_name",
];

/** What is felt when a database does not answer; not what the machine, the pipeline or an attacker does. */
const echoing = "http|database|cache|queue|external|slo|business";

/**
 * Beside the tiers of one alert, only critical alerts silence others, none silences one of its own kind, and a page is
 * silenced by a page only: no two alerts silence each other, and somebody is always told.
 */
export const inhibitRules: readonly InhibitRuleJson[] = [
  {
    name: "critical silences the lesser tiers of the same alert",
    source_matchers: [isCritical],
    target_matchers: [isLesser],
    equal: ["alertname", ...dimensions, ...place],
  },
  {
    name: "warning silences the lesser tier of the same alert",
    source_matchers: [matcher("severity", "=", "warning")],
    target_matchers: [matcher("severity", "=", "info")],
    equal: ["alertname", ...dimensions, ...place],
  },
  {
    name: "the worst of a service's processes silences the lesser ones",
    source_matchers: [isCritical, matcher("component", "=", "nodejs")],
    target_matchers: [isLesser, matcher("component", "=", "nodejs")],
    equal: ["alertname", ...place],
  },
  {
    name: "a fast burn silences what else is said of the same objective",
    source_matchers: [isCritical, matcher("component", "=", "slo")],
    target_matchers: [isLesser, matcher("component", "=", "slo")],
    equal: ["slo", ...place],
  },
  ...explains({
    name: "a service that is down explains everything about it",
    source_matchers: [inhibits("job"), matcher("job", "!=", "")],
    // Not what explains more than this service: while that is not told, it would still silence its echoes elsewhere.
    target_matchers: [matcher("inhibits", "=", ""), matcher("severity", "!=", "none")],
    equal: place,
  }),
  ...explains({
    name: "a database that is down is felt everywhere",
    source_matchers: [inhibits("environment")],
    target_matchers: [
      matcher("component", "=~", echoing),
      matcher("signal", "=~", "symptom|cause"),
      matcher("inhibits", "=", ""),
    ],
    equal: ["deployment_environment_name", ...always],
  }),
  ...explains({
    name: "nothing arrives, so nothing is known to be down",
    source_matchers: [inhibits("absence")],
    target_matchers: [inhibits("job")],
    equal: always,
  }),
  ...explains({
    name: "nothing arrives, so nothing is known to be absent",
    source_matchers: [inhibits("absence")],
    target_matchers: [matcher("absence", "=", "true"), matcher("inhibits", "=", "")],
    equal: always,
  }),
];

/** The rule for sources that page, and the same for those that do not, which may not silence a page. */
function explains(rule: InhibitRuleJson): InhibitRuleJson[] {
  const { name, source_matchers: source, target_matchers: target } = rule;
  const notPaging = matcher("page", "!=", "true");
  return [
    { ...rule, source_matchers: [isCritical, matcher("page", "=", "true"), ...source] },
    {
      ...rule,
      name: `${name} (without a page)`,
      source_matchers: [isCritical, notPaging, ...source],
      target_matchers: [...target, notPaging],
    },
  ];
}

function inhibits(what: "job" | "environment" | "absence"): string {
  return matcher("inhibits", "=", what);
}
