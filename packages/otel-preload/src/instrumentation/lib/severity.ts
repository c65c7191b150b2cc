import { SeverityNumber } from "@opentelemetry/api";

/**
 * Level names of syslog, npm, cli, log4j and the like (logs data model, appendix B; `verbose` as in npm). One table for
 * all loggers: a custom level that bears a known name means the same.
 */
const byName: ReadonlyMap<string, SeverityNumber> = new Map(
  Object.entries({
    emerg: SeverityNumber.FATAL,
    emergency: SeverityNumber.FATAL,
    panic: SeverityNumber.FATAL,
    fatal: SeverityNumber.FATAL,
    alert: SeverityNumber.ERROR3,
    crit: SeverityNumber.ERROR2,
    critical: SeverityNumber.ERROR2,
    error: SeverityNumber.ERROR,
    err: SeverityNumber.ERROR,
    warn: SeverityNumber.WARN,
    warning: SeverityNumber.WARN,
    help: SeverityNumber.INFO3,
    notice: SeverityNumber.INFO2,
    data: SeverityNumber.INFO2,
    success: SeverityNumber.INFO,
    info: SeverityNumber.INFO,
    information: SeverityNumber.INFO,
    log: SeverityNumber.INFO,
    http: SeverityNumber.DEBUG3,
    verbose: SeverityNumber.DEBUG2,
    debug: SeverityNumber.DEBUG,
    prompt: SeverityNumber.TRACE4,
    input: SeverityNumber.TRACE2,
    silly: SeverityNumber.TRACE,
    trace: SeverityNumber.TRACE,
  }),
);

/** Of a level name that every logger knows; `undefined` for a custom one. */
export function severityOfName(name: string): SeverityNumber | undefined {
  return byName.get(name) ?? byName.get(name.toLowerCase());
}

/** pino's and bunyan's scale, 10 (trace) to 60 (fatal); a custom level stands between its neighbours. */
export function severityOfNumber(level: number): SeverityNumber {
  const scaled = 1 + Math.floor(((level - 10) * 4) / 10);
  return Math.min(Math.max(scaled, SeverityNumber.TRACE), SeverityNumber.FATAL4);
}

/**
 * Of one of a winston logger's levels, where a lower number is more severe. A custom name gets the place that its
 * number has between the levels with known names, else between ERROR (first) and DEBUG (last).
 */
export function severityOfRank(name: string, levels: Readonly<Record<string, number>>): SeverityNumber {
  const known = severityOfName(name);
  if (known !== undefined) return known;
  const rank = levels[name];
  if (rank === undefined) return SeverityNumber.INFO;
  const anchors = Object.entries(levels).flatMap(([other, number]) => {
    const severity = severityOfName(other);
    return severity === undefined ? [] : [{ rank: number, severity }];
  });
  const above = nearest(anchors, (anchor) => rank - anchor.rank);
  const below = nearest(anchors, (anchor) => anchor.rank - rank);
  if (above !== undefined && below !== undefined) return Math.round((above.severity + below.severity) / 2);
  if (above !== undefined) return Math.max(above.severity - 1, SeverityNumber.TRACE);
  if (below !== undefined) return Math.min(below.severity + 1, SeverityNumber.FATAL4);
  return betweenEnds(rank, Object.values(levels));
}

interface Anchor {
  readonly rank: number;
  readonly severity: SeverityNumber;
}

function nearest(anchors: readonly Anchor[], distance: (anchor: Anchor) => number): Anchor | undefined {
  let best: Anchor | undefined;
  for (const anchor of anchors) {
    if (distance(anchor) >= 0 && (best === undefined || distance(anchor) < distance(best))) best = anchor;
  }
  return best;
}

function betweenEnds(rank: number, ranks: readonly number[]): SeverityNumber {
  const first = Math.min(...ranks);
  const last = Math.max(...ranks);
  if (first === last) return SeverityNumber.INFO;
  const share = (rank - first) / (last - first);
  return Math.round(SeverityNumber.ERROR + share * (SeverityNumber.DEBUG - SeverityNumber.ERROR));
}
