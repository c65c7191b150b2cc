import { dateTime, rangeUtil, type RawTimeRange, type TimeRange } from "@grafana/data";

/** Times of an address: `now-1h`, or milliseconds since 1970. */
export function rangeOf(url: URL, fallback: { readonly from: string; readonly to: string }): TimeRange {
  const raw: RawTimeRange = {
    from: partOf(url.searchParams.get("from") ?? fallback.from),
    to: partOf(url.searchParams.get("to") ?? fallback.to),
  };
  const range = rangeUtil.convertRawToRange(raw);
  // An address somebody typed: what cannot be read becomes what the page would show by itself.
  if (range.from.isValid() && range.to.isValid() && range.from.isBefore(range.to)) return range;
  return rangeUtil.convertRawToRange(fallback);
}

function partOf(text: string): RawTimeRange["from"] {
  return /^\d+$/.test(text) ? dateTime(Number(text)) : text;
}

/** The range as it stands in an address. */
export function rangeParameters({ raw }: TimeRange): { readonly from: string; readonly to: string } {
  const text = (part: RawTimeRange["from"]): string => (typeof part === "string" ? part : String(part.valueOf()));
  return { from: text(raw.from), to: text(raw.to) };
}

/** Seconds between two points of a graph that is `width` pixels wide: none closer than the metrics come. */
export function stepOf(range: TimeRange, width: number): number {
  const seconds = (range.to.valueOf() - range.from.valueOf()) / 1000;
  const wanted = seconds / Math.max(40, Math.min(width, 1600) / 4);
  return steps.find((step) => step >= wanted) ?? (steps.at(-1) as number);
}

/** Scrapes and exports come every 15 s: what a smaller step would show is not there. */
const steps = [15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400] as const;

/** As Grafana has it: four scrapes at least, so that a rate always has two samples. */
export function rateIntervalOf(step: number): number {
  return Math.max(step + 15, 60);
}

/** The range in seconds since 1970, on whole steps, so that the same question is asked twice. */
export function secondsOf(range: TimeRange, step: number): { readonly from: number; readonly to: number } {
  const to = Math.ceil(range.to.valueOf() / 1000 / step) * step;
  return { from: Math.floor(range.from.valueOf() / 1000 / step) * step, to };
}
