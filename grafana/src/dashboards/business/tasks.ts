import { app } from "../../inventory/telemetry.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import { table } from "../../panel/table.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { columnLimits, limits } from "../parts/limits.ts";
import { countInRange, perMinute, perMinuteUnit } from "../parts/per-minute.ts";

const fedBy = "shop-plus";
const noValue = "no task ran in this time";
const feed = "Fed by task().";
const { bucket, count } = app.taskDuration;
const failure = 'outcome="failure"';

/** The three numbers at the top. */
export function taskTotals(where: string): PanelDef[] {
  return [
    stat({
      key: "tasks-run",
      title: "Tasks finished",
      description: `Tasks and workflows that ended in the chosen time, well or badly. ${feed}`,
      fedBy,
      decimals: 0,
      width: 8,
      queries: [promNow(countInRange(`${count}{${where}}`))],
    }),
    stat({
      key: "tasks-failed",
      title: "Tasks failed",
      description: `Tasks and workflows that ended with an error in the chosen time. Good: 0. ${feed}`,
      fedBy,
      decimals: 0,
      width: 8,
      thresholds: { warning: 1 },
      queries: [promNow(countInRange(`${count}{${where},${failure}}`))],
    }),
    stat({
      key: "tasks-active",
      title: "Tasks running",
      description: `Tasks and workflows that run right now. A number that only rises means that something hangs. ${feed}`,
      fedBy,
      decimals: 0,
      width: 8,
      sparkline: true,
      queries: [prom(`sum(${app.taskActive}{${where}}) or vector(0)`, "running")],
    }),
  ];
}

/** Rate, outcome, duration, and what runs now. */
export function taskPanels(where: string, config: Config): PanelDef[] {
  const quantile = (share: number, range: string): string =>
    `histogram_quantile(${share}, sum by (task, le) (rate(${bucket}{${where}}[${range}])))`;
  return [
    timeseries({
      key: "task-rate",
      title: "Tasks a minute by outcome",
      description: `How many tasks end a minute. Good: no line of failures. ${feed}`,
      fedBy,
      noValue,
      unit: perMinuteUnit,
      width: 12,
      queries: [prom(perMinute(`${count}{${where}}`, { by: "task, outcome" }), "{{task}}: {{outcome}}")],
    }),
    timeseries({
      key: "task-failures",
      title: "Share of tasks that fail",
      description: `Of all that ended, by task. Good: 0 %; the dashed lines are where the alert TasksFailing begins, which looks at a whole hour. ${feed}`,
      thresholds: limits(config, "TasksFailing"),
      fedBy,
      noValue,
      unit: "percentunit",
      max: 1,
      width: 12,
      queries: [prom(failureShare(where, "task", "$__rate_interval"), "{{task}}")],
    }),
    timeseries({
      key: "task-duration",
      title: "Duration, 95th percentile",
      description: `One task in twenty takes longer; estimated from buckets. ${feed}`,
      fedBy,
      noValue,
      unit: "s",
      width: 12,
      queries: [prom(quantile(0.95, "$__rate_interval"), "{{task}}")],
    }),
    timeseries({
      key: "task-active",
      title: "Running now",
      description: `Tasks that have begun and not ended, by task. A line that only rises: they hang. ${feed}`,
      fedBy,
      noValue,
      width: 12,
      queries: [prom(`sum by (task) (${app.taskActive}{${where}})`, "{{task}}")],
    }),
    taskTable(where, quantile, config),
  ];
}

function taskTable(where: string, quantile: (share: number, range: string) => string, config: Config): PanelDef {
  return table({
    key: "task-table",
    title: "Tasks of the chosen time",
    description: `How often each task ran, how often it failed, how long it took, how many run now. ${feed}`,
    fedBy,
    noValue: "–",
    width: 24,
    height: 7,
    sortBy: "runs",
    columns: [
      { field: "task", title: "task" },
      { field: "Value #A", title: "runs", decimals: 0 },
      { field: "Value #B", title: "failed", unit: "percentunit", thresholds: columnLimits(config, "TasksFailing") },
      { field: "Value #C", title: "median", unit: "s" },
      { field: "Value #D", title: "p95", unit: "s" },
      { field: "Value #E", title: "running", decimals: 0 },
    ],
    queries: [
      promNow(`sum by (task) (increase(${count}{${where}}[$__range]))`),
      promNow(failureShare(where, "task", "$__range")),
      promNow(quantile(0.5, "$__range")),
      promNow(quantile(0.95, "$__range")),
      promNow(`sum by (task) (${app.taskActive}{${where}})`),
    ],
  });
}

function failureShare(where: string, by: string, range: string): string {
  const all = `sum by (${by}) (rate(${count}{${where}}[${range}]))`;
  return `(sum by (${by}) (rate(${count}{${where},${failure}}[${range}])) or 0 * ${all}) / (${all} > 0)`;
}
