/** All times here are minutes since 1970, UTC. */
const day = 1_440;

/** A Monday. The seven days before it exist only in what is compared with a week ago, the day after the week has the faults. */
export const weekStart: number = Date.UTC(2026, 10, 9) / 60_000;
export const historyStart: number = weekStart - 7 * day;
export const faultDay: number = weekStart + 7 * day;
export const end: number = faultDay + day;

/** `start` included, `end` not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function within({ start, end: stop }: Span, minute: number): boolean {
  return minute >= start && minute < stop;
}

/** Minutes after the start of a day, counted from `weekStart`. */
function at(days: number, hours: number, minutes = 0): number {
  return weekStart + days * day + hours * 60 + minutes;
}

function span(start: number, length: number): Span {
  return { start, end: start + length };
}

// Hour of the day and share of the busiest hour, joined by straight lines.
const shape: readonly (readonly [number, number])[] = [
  [0, 0.05],
  [6, 0.05],
  [9, 0.7],
  [11, 0.85],
  [12.5, 1],
  [14, 0.8],
  [18, 0.75],
  [20, 0.95],
  [22, 0.5],
  [24, 0.05],
];
const weekendShare = 0.5;
// Nobody at all.
const silentHour = 3;

/** How much of the recorded traffic there is: 0 to 1. */
export function trafficAt(minute: number): number {
  const hour = (minute % day) / 60;
  if (Math.floor(hour) === silentHour) return 0;
  const next = shape.findIndex(([from]) => from > hour);
  const [left, low] = shape[next - 1]!;
  const [right, high] = shape[next]!;
  const share = low + ((high - low) * (hour - left)) / (right - left);
  const date = Math.floor(minute / day);
  // No Monday is like the last: a tenth less or more, the same for a whole day. 1970 began on a Thursday.
  const mood = 0.8 + 0.2 * ((date * 0.618) % 1);
  return share * mood * ((date + 4) % 7 === 0 || (date + 4) % 7 === 6 ? weekendShare : 1);
}

/** Prometheus itself is away: no series, and no rule is evaluated. */
export const prometheusAway: Span = span(at(3, 13), 10);
/** The collector starts anew: nothing arrives, and rules are evaluated. */
export const collectorAway: Span = span(at(4, 14), 2);

/** A process from its start to the start of the next. */
export interface Life extends Span {
  readonly instance: string;
  readonly version: string;
}

const deployAt = { hours: 10, minutes: 30 };
const restart = { job: "shop/accounts", at: at(2, 15, 10) };

/** Their counters start at zero when they are back. */
export const prometheusLives: readonly Life[] = aroundOf(prometheusAway);
export const collectorLives: readonly Life[] = aroundOf(collectorAway);

function aroundOf(away: Span): Life[] {
  const unnamed = { instance: "", version: "" };
  return [
    { start: historyStart, end: away.start, ...unnamed },
    { start: away.end, end, ...unnamed },
  ];
}

/** One deploy a day, one service after the other, and one restart. Between two lives is a minute without telemetry. */
export function livesOf(job: string, rank: number): Life[] {
  const deploys = Array.from({ length: 15 }, (_, index) => at(index - 7, deployAt.hours, deployAt.minutes + 3 * rank));
  const starts = [historyStart, ...deploys, ...(job === restart.job ? [restart.at] : [])].toSorted((a, b) => a - b);
  const name = job.slice(job.indexOf("/") + 1);
  return starts.map((start, index) => ({
    start: index === 0 ? start : start + 1,
    end: starts[index + 1] ?? end,
    instance: `${name}-${index}`,
    version: `1.${deploys.filter((deploy) => deploy <= start).length}.0`,
  }));
}

/** What goes wrong on the day after the ordinary week. */
export const faults = {
  /** One answer in ten is a 503. */
  errors: { job: "shop/shop-gateway", status: "503", share: 0.1, ...span(at(7, 8), 60) },
  /** Nothing is heard of them. */
  absent: [
    { job: "shop/assistant", ...span(at(7, 12), 60) },
    { job: "shop/shop-orders", ...span(at(7, 14), 60) },
  ],
  /** Two in three do not happen. */
  fewer: { job: "shop/accounts", event: "checkout", share: 0.35, ...span(at(7, 16), 180) },
} as const;
