import { inventory } from "../../../src/inventory/index.ts";
import { ask, type RangeSeries } from "../prometheus-api.ts";
import type { RecordedHistogram, RecordedNumbers, RecordedSeries } from "../recording.ts";
import { labelsRead, metricsRead } from "../rules.ts";

export interface Stretch {
  readonly prometheusUrl: string;
  /** Of the shops' processes: others send to the same stack. */
  readonly pids: readonly number[];
  /** Minutes since 1970. */
  readonly from: number;
  readonly until: number;
}

/** All that the rules read of these processes and of the stack itself, labels that no rule reads summed away. */
export async function readSeries(stretch: Stretch): Promise<RecordedSeries[]> {
  const selectors = await selectorsOf(stretch);
  const found: RecordedSeries[] = [];
  for (const metric of metricsRead) {
    // Its buckets say the same, each with its status.
    if (metricsRead.includes(metric.replace(/_count$/, "_bucket")) && metric.endsWith("_count")) continue;
    const series = await ask(stretch.prometheusUrl, {
      query: `sum by (${labelsRead.join(", ")}) (${selectors.map((selector) => metric + selector).join(" or ")})`,
      start: stretch.from,
      end: stretch.until,
    });
    found.push(
      ...(metric.endsWith("_bucket") ? histograms(metric, series, stretch) : numbers(metric, series, stretch)),
    );
  }
  return found;
}

/** The stack's own series are scraped, or the machine's; a service's job has a namespace. */
async function selectorsOf({ prometheusUrl, pids, until }: Stretch): Promise<string[]> {
  const query = `target_info{process_pid=~"${pids.join("|")}"}`;
  const targets = await ask(prometheusUrl, { query, start: until, end: until });
  const instances = targets.map(({ metric }) => metric["instance"]);
  const scraped = await ask(prometheusUrl, { query: "up", start: until, end: until });
  const jobs = new Set(scraped.map(({ metric }) => metric["job"]));
  return [`{instance=~"${instances.join("|")}"}`, `{job=~"${[...jobs, "host"].join("|")}"}`];
}

const counters = new Set(
  inventory.flatMap((metric) =>
    metric.type === "histogram" ? [metric.count, metric.bucket] : metric.type === "counter" ? [metric.name] : [],
  ),
);

function numbers(metric: string, series: readonly RangeSeries[], stretch: Stretch): RecordedNumbers[] {
  return series.map(({ metric: labels, values }) => {
    const filled = fill(values, stretch);
    const type = counters.has(metric) ? "counter" : "gauge";
    return { metric, labels, type, values: type === "counter" ? rises(filled) : filled.slice(1) };
  });
}

function histograms(metric: string, series: readonly RangeSeries[], stretch: Stretch): RecordedHistogram[] {
  const groups = Map.groupBy(series, ({ metric: labels }) => JSON.stringify({ ...labels, le: undefined }));
  return [...groups].map(([labels, buckets]) => {
    const sorted = buckets.toSorted((a, b) => boundOf(a) - boundOf(b));
    const risen = sorted.map(({ values }) => rises(fill(values, stretch)));
    return {
      type: "histogram",
      metric: metric.slice(0, -"_bucket".length),
      labels: JSON.parse(labels) as Record<string, string>,
      bounds: sorted.map(({ metric: { le = "" } }) => le),
      values: risen[0]!.map((_, minute) =>
        risen.map((rise, index) => Math.max(0, rise[minute]! - (risen[index - 1]?.[minute] ?? 0))),
      ),
    };
  });
}

function boundOf({ metric: { le = "" } }: RangeSeries): number {
  return le === "+Inf" ? Infinity : Number(le);
}

/** One value a minute, from the minute before the first; where there is none, the last that was. */
function fill(values: RangeSeries["values"], { from, until }: Stretch): number[] {
  const at = new Map(values.map(([seconds, value]) => [seconds / 60, Number(value)]));
  const filled: number[] = [];
  for (let minute = from; minute <= until; minute++) filled.push(at.get(minute) ?? filled.at(-1) ?? 0);
  return filled;
}

function rises(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => {
    const rise = value - values[index]!;
    return rise < 0 ? value : rise;
  });
}
