import type { ContenderName } from "../options.ts";
import { type Figure, type Limit, scaleOf } from "./figure.ts";
import type { Sample } from "./sample.ts";
import { addedToBare, type Estimate, median, ratioToBare } from "./statistics.ts";
import type { Results } from "./store.ts";

/** What a figure is for one contender; undefined where it was not measured. */
export function estimate(figure: Figure, results: Results, contender: ContenderName): Estimate | undefined {
  const samples = results.parts[figure.part]?.samples.filter(({ kind }) => kind === figure.kind) ?? [];
  const own = samples.filter((sample) => sample.contender === contender);
  const measured = own.flatMap((sample) => valueOf(figure, sample) ?? []);
  if (measured.length === 0) return undefined;
  if (figure.compare === "share") {
    // A loss in one round is a loss.
    const least = Math.min(100, ...measured);
    return { value: least, low: least, high: least };
  }
  const pairs = own.flatMap((sample) => {
    const bare = samples.find(({ contender: name, round }) => name === "bare" && round === sample.round);
    const [mine, its] = [valueOf(figure, sample), bare && valueOf(figure, bare)];
    return mine === undefined || its === undefined ? [] : [{ measured: mine, bare: its }];
  });
  if (pairs.length === 0) return undefined;
  return figure.compare === "ratio" ? ratioToBare(pairs) : addedToBare(pairs);
}

/** What the bare contender measured itself, in the figure's unit. */
export function bareValue(figure: Figure, results: Results): number | undefined {
  const samples = results.parts[figure.part]?.samples ?? [];
  const values = samples
    .filter(({ contender, kind }) => contender === "bare" && kind === figure.kind)
    .flatMap((sample) => valueOf(figure, sample) ?? []);
  return values.length === 0 ? undefined : median(values);
}

function valueOf(figure: Figure, { values }: Pick<Sample, "values">): number | undefined {
  const value = values[figure.value];
  return value === undefined ? undefined : value * scaleOf(figure);
}

/** As it is shown; a share is never rounded up to all. */
export function shownValue({ compare, digits }: Pick<Figure, "compare" | "digits">, value: number): string {
  const scale = 10 ** digits;
  return (compare === "share" ? Math.floor(value * scale + 1e-6) / scale : value).toFixed(digits);
}

/** A figure that reads like its limit has reached it. */
export function isWithin(figure: Pick<Figure, "compare" | "digits">, value: number, limit: Limit): boolean {
  const shown = Number(shownValue(figure, value));
  return "most" in limit ? shown <= limit.most : shown >= limit.least;
}
