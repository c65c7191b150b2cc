import { chosen } from "../../dashboard/variables.ts";
import { general } from "../../inventory/general.ts";
import { slo } from "../../inventory/rules.ts";
import { node } from "../../inventory/preload.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { promNow } from "../../panel/query.ts";
import { table } from "../../panel/table.ts";
import type { Config } from "../../settings.ts";
import { columnLimits } from "../parts/limits.ts";
import { dashboardLink } from "../parts/links.ts";
import { memoryShare } from "../parts/process.ts";
import { budgetLimits } from "../slo/scope.ts";
import { failureRatio, requestQuantile, requestRate } from "../parts/requests.ts";

/** One line for each service: the four golden signals, its open alerts, and the way to its own dashboard. */
export function servicesTable(config: Config): PanelDef {
  const where = chosen(config);
  const slice = { by: "job", where, range: config.windows.rate };
  const running = `count by (job) (${general.targetInfo}{${chosen(config, 'process_runtime_version!=""')}})`;
  return table({
    key: "services-table",
    title: "Services",
    description:
      "The last five minutes of every service, most failures first; coloured where an alert would fire. Event loop and memory are of the worst instance: the share of time in which it is busy, and of the memory it may use. A service without HTTP shows no requests. Fed by the preload.",
    width: 24,
    height: 8,
    noValue: "–",
    sortBy: "Fail",
    queries: [
      promNow(running),
      promNow(requestRate(slice)),
      promNow(failureRatio(slice)),
      promNow(requestQuantile(0.95, slice)),
      promNow(`max by (job) (${node.loopUtilization}{${where}})`),
      promNow(`max by (job) (${memoryShare(where)})`),
      promNow(
        `(count by (job) (${general.alerts}{alertstate="firing",severity=~"critical|warning",job=~"$job"}) and ${running}) or 0 * ${running}`,
      ),
      promNow(`min by (job) (${slo.periodBudgetRemaining}{job=~"$job"})`),
    ],
    columns: [
      {
        field: "job",
        title: "Service",
        link: dashboardLink("Open the service", "otel-service", { job: "job" }),
      },
      { field: "Value #A", title: "Instances", unit: "short", width: 100 },
      { field: "Value #B", title: "Requests", unit: "reqps", decimals: 2, width: 130 },
      {
        field: "Value #C",
        title: "Fail",
        width: 130,
        unit: "percentunit",
        decimals: 2,
        thresholds: columnLimits(config, "HttpErrorRatioHigh"),
      },
      {
        field: "Value #D",
        title: "p95",
        unit: "s",
        width: 130,
        thresholds: columnLimits(config, "HttpLatencyP95High"),
      },
      {
        field: "Value #E",
        title: "Event loop",
        width: 130,
        unit: "percentunit",
        decimals: 1,
        thresholds: columnLimits(config, "NodeEventLoopSaturated"),
      },
      {
        field: "Value #F",
        title: "Memory",
        width: 130,
        unit: "percentunit",
        decimals: 1,
        thresholds: columnLimits(config, "ProcessMemoryHigh"),
      },
      { field: "Value #G", title: "Open alerts", unit: "short", width: 130, thresholds: { warning: 1, bad: 1 } },
      {
        field: "Value #H",
        title: "Budget left",
        width: 130,
        unit: "percentunit",
        decimals: 0,
        thresholds: budgetLimits,
        link: dashboardLink("Open its objectives", "otel-slo", { job: "job" }),
      },
    ],
  });
}
