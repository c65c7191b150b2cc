/** One span as the drawing needs it. Times in nanoseconds since 1970. */
export interface TraceSpan {
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly service: string;
  readonly name: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly isError: boolean;
  readonly statusMessage: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly exceptions: readonly TraceException[];
}

/** An exception that was recorded on a span. */
export interface TraceException {
  readonly type: string;
  readonly message: string;
}

/** One log line that carries the trace's id. */
export interface TraceLog {
  readonly time: bigint;
  readonly spanId: string | undefined;
  readonly service: string;
  readonly severity: string;
  readonly line: string;
}

/** A span with what hangs below it, in the order of time. */
export interface TraceNode {
  readonly span: TraceSpan;
  readonly children: readonly TraceNode[];
  readonly logs: readonly TraceLog[];
  /** It names a parent that is not stored. */
  readonly isOrphan: boolean;
}

/** A whole trace: usually one root, and log lines that belong to none of its spans. */
export interface TraceTree {
  readonly roots: readonly TraceNode[];
  readonly looseLogs: readonly TraceLog[];
}

/** Hangs spans below their parents and log lines below their spans. */
export function buildTree(spans: readonly TraceSpan[], logs: readonly TraceLog[]): TraceTree {
  const known = new Set(spans.map((span) => span.spanId));
  const children = Map.groupBy(spans, (span) => span.parentSpanId);
  const logsOf = Map.groupBy(logs, (log) => log.spanId);
  const nodeOf = (span: TraceSpan): TraceNode => ({
    span,
    children: (children.get(span.spanId) ?? []).toSorted(byStart).map(nodeOf),
    logs: (logsOf.get(span.spanId) ?? []).toSorted(byTime),
    isOrphan: span.parentSpanId !== undefined && !known.has(span.parentSpanId),
  });
  const roots = spans.filter((span) => span.parentSpanId === undefined || !known.has(span.parentSpanId));
  return {
    roots: roots.toSorted(byStart).map(nodeOf),
    looseLogs: logs.filter((log) => log.spanId === undefined || !known.has(log.spanId)).toSorted(byTime),
  };
}

function byStart(a: TraceSpan, b: TraceSpan): number {
  return Number(a.start - b.start);
}

function byTime(a: TraceLog, b: TraceLog): number {
  return Number(a.time - b.time);
}
