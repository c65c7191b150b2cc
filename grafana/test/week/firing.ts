import type { RecordingJson, RuleJson } from "../../src/alert/rules.ts";
import { secondsOf, type Duration } from "../../src/duration.ts";
import { blockMinutes, written } from "./blocks.ts";
import { prometheusAway, within, type Span } from "./calendar.ts";
import { ask, type RangeSeries } from "./prometheus-api.ts";

/** An alert that would have been told of. Times are minutes since 1970. */
export interface Firing extends Span {
  readonly alert: string;
  readonly severity: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the expression when it began to fire. */
  readonly value: number;
}

/** What one rule does in the span when it is evaluated each minute. */
export async function firingsOf(prometheusUrl: string, rule: RuleJson, { start, end }: Span): Promise<Firing[]> {
  const found = await ask(prometheusUrl, { query: rule.expr, start, end: end - 1 });
  const holdMinutes = secondsOf((rule.for ?? "0s") as Duration) / 60;
  return found.flatMap((series) => runsOf(series).flatMap((run) => firing(rule, run, holdMinutes)));
}

interface Run extends Span {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/** Stretches without a minute in which the expression does not hold. */
function runsOf({ metric, values }: RangeSeries): Run[] {
  const runs: { start: number; end: number; values: number[] }[] = [];
  for (const [seconds, text] of values) {
    const minute = seconds / 60;
    if (within(prometheusAway, minute)) continue;
    const last = runs.at(-1);
    if (last?.end === minute) {
      last.end++;
      last.values.push(Number(text));
    } else runs.push({ start: minute, end: minute + 1, values: [Number(text)] });
  }
  return runs.map((run) => ({ ...run, labels: metric }));
}

/** Prometheus evaluates at least once more after the waiting time is over. */
function firing({ alert, labels: { severity = "none" } }: RuleJson, run: Run, holdMinutes: number): Firing[] {
  const { start, end, labels, values } = run;
  if (end - 1 - start < holdMinutes) return [];
  return [{ alert, severity, labels, start: start + holdMinutes, end, value: values[holdMinutes] ?? NaN }];
}

/** What recording rules write, as OpenMetrics text in pieces of a block each. */
export async function recordedBy(
  prometheusUrl: string,
  rules: readonly RecordingJson[],
  spans: readonly Span[],
): Promise<string[]> {
  const blocks = new Map<number, string[]>();
  for (const { record, expr, labels } of rules)
    for (const { start, end } of spans)
      for (const { metric, values } of await ask(prometheusUrl, { query: expr, start, end: end - 1 })) {
        const name = written(record, { ...metric, ...labels });
        for (const [seconds, value] of values) {
          const block = Math.floor(seconds / 60 / blockMinutes);
          blocks
            .set(block, blocks.get(block) ?? [])
            .get(block)!
            .push(`${name} ${value} ${seconds}\n`);
        }
      }
  return [...blocks.values()].map((lines) => lines.join(""));
}
