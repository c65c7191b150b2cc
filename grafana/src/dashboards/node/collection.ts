import { node } from "../../inventory/preload.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { processLegend, shortInstance } from "../parts/process.ts";
import { instances } from "../parts/scope.ts";

/** What it costs to tidy up. */
export function collection(config: Config): PanelDef[] {
  const where = instances(config);
  const byType = "{{v8js_gc_type}}";
  return [
    timeseries({
      key: "gc-share",
      title: "Time spent collecting garbage",
      description:
        "Share of time in which a process collected garbage instead of answering; above 10 % the heap is too small or too much is allocated. Fed by the preload.",
      unit: "percentunit",
      thresholds: { warning: 0.1 },
      noValue: "no collection in this time",
      queries: [
        prom(shortInstance(`sum by (job, instance) (rate(${node.gc.sum}{${where}}[$__rate_interval]))`), processLegend),
      ],
    }),
    timeseries({
      key: "gc-pauses",
      title: "p99 of collections",
      description:
        "The longest of a hundred collections, by kind: minor ones should take milliseconds, major ones rarely more than a tenth of a second. Fed by the preload.",
      unit: "s",
      noValue: "no collection in this time",
      queries: [
        prom(
          `histogram_quantile(0.99, sum by (v8js_gc_type, le) (rate(${node.gc.bucket}{${where}}[$__rate_interval])) > 0)`,
          byType,
        ),
      ],
    }),
    timeseries({
      key: "gc-rate",
      title: "Collections",
      description:
        "Collections a second, by kind. Many major ones with little freed: the heap is nearly full. Fed by the preload.",
      unit: "ops",
      noValue: "no collection in this time",
      queries: [prom(`sum by (v8js_gc_type) (rate(${node.gc.count}{${where}}[$__rate_interval]))`, byType)],
    }),
  ];
}
