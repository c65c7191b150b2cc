import { appLogEventNames } from "@org/telemetry/names";
import { logs } from "../../panel/logs.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { loki } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import { chosenLogs } from "../parts/logs.ts";

const ofAccount = '| account_hash=~"$account.*"';
const feed = "Fed by auth.login(), auth.denied(), auth.token() and securityEvent(): each failure writes a log record.";

/** The records of failed logins, of the chosen account if there is one. */
export const failedLogins: string = `${chosenLogs} | event_name="${appLogEventNames.authLogin}" | outcome="failure" ${ofAccount}`;

const auditRecords = `${chosenLogs} | event_name=~"${Object.values(appLogEventNames)
  .map((name) => name.replaceAll(".", "[.]"))
  .join("|")}" ${ofAccount}`;

/** Each record, and how many there are. */
export function auditPanels(): PanelDef[] {
  return [
    timeseries({
      key: "audit-volume",
      title: "Audit records",
      description: `Records by kind of event, in each step of the graph. ${feed}`,
      fedBy: "shop-plus",
      noValue: "no audit records in this time",
      draw: "bars",
      stack: true,
      width: 24,
      height: 7,
      legend: "list",
      queries: [loki(`sum by (event_name) (count_over_time(${auditRecords} [$__auto]))`, "{{event_name}}")],
    }),
    logs({
      key: "audit-log",
      title: "Audit log",
      description: `Failed logins, denials, rejected tokens and security events, newest first, each with its account hash and its trace. ${feed}`,
      fedBy: "shop-plus",
      noValue: "no audit records in this time",
      queries: [loki(auditRecords)],
    }),
  ];
}
