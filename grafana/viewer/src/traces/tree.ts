import type { TraceSpan } from "../api/jaeger.ts";

/** A span at its place in the tree. */
export interface TreeSpan {
  readonly span: TraceSpan;
  readonly depth: number;
  readonly children: number;
}

/** The spans of a trace in the order in which a reader meets them; those whose parent is missing are roots. */
export function treeOf(spans: readonly TraceSpan[], closed: ReadonlySet<string>): readonly TreeSpan[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const children = Map.groupBy(spans, ({ parentId }) =>
    parentId !== undefined && byId.has(parentId) ? parentId : undefined,
  );
  const rows: TreeSpan[] = [];
  const stack = (children.get(undefined) ?? []).map((span) => ({ span, depth: 0 })).toReversed();
  const seen = new Set<string>();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { span, depth } = next;
    // Two spans with one id, or a circle of parents: a broken sender must not hang the page.
    if (seen.has(span.spanId)) continue;
    seen.add(span.spanId);
    const own = children.get(span.spanId) ?? [];
    rows.push({ span, depth, children: own.length });
    if (!closed.has(span.spanId)) stack.push(...own.map((child) => ({ span: child, depth: depth + 1 })).toReversed());
  }
  return rows;
}

/**
 * The spans that decide how long the trace takes: from the end of the root backwards, always into the child that ended
 * last before the moment that is reached. Returns the ids.
 */
export function criticalPath(spans: readonly TraceSpan[]): ReadonlySet<string> {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const children = Map.groupBy(spans, ({ parentId }) =>
    parentId !== undefined && byId.has(parentId) ? parentId : undefined,
  );
  const root = (children.get(undefined) ?? []).toSorted((a, b) => b.duration - a.duration)[0];
  const path = new Set<string>();
  const stack = root === undefined ? [] : [root];
  for (let span = stack.pop(); span !== undefined; span = stack.pop()) {
    if (path.has(span.spanId)) continue;
    path.add(span.spanId);
    const parent = span;
    const endOf = (child: TraceSpan): number => endWithin(child, parent);
    let reached = span.start + span.duration;
    for (const child of (children.get(span.spanId) ?? []).toSorted((a, b) => endOf(b) - endOf(a))) {
      if (endOf(child) > reached || child.start >= reached) continue;
      stack.push(child);
      reached = child.start;
    }
  }
  return path;
}

/**
 * A child that outlives its parent does not delay it: it runs on its own. But who asked a server waited for it, though
 * the server counts until its last byte is out.
 */
function endWithin(child: TraceSpan, parent: TraceSpan): number {
  const end = child.start + child.duration;
  return child.kind === "server" && parent.kind === "client" ? Math.min(end, parent.start + parent.duration) : end;
}

/** When a trace begins and how long it takes, in milliseconds. */
export function extentOf(spans: readonly TraceSpan[]): { readonly start: number; readonly duration: number } {
  // No spread into Math.min: traces of many thousand spans exceed what a call takes.
  let start = Infinity;
  let end = -Infinity;
  for (const span of spans) {
    start = Math.min(start, span.start);
    end = Math.max(end, span.start + span.duration);
  }
  return { start, duration: Math.max(0.001, end - start) };
}

/** 1.25 s, 12.5 ms, 340 µs */
export function durationText(millis: number): string {
  if (millis >= 1000) return `${(millis / 1000).toPrecision(3)} s`;
  if (millis >= 1) return `${millis.toPrecision(3)} ms`;
  return `${Math.round(millis * 1000)} µs`;
}

/** Ids of the spans with this text in their name, service or attributes, in the order of the tree. */
export function findSpans(spans: readonly TraceSpan[], text: string): readonly string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const has = (one: string): boolean => one.toLowerCase().includes(wanted);
  return treeOf(spans, new Set())
    .filter(({ span: { name, service, spanId, attributes } }) =>
      [name, service, spanId, ...attributes.map((pair) => pair.join("="))].some(has),
    )
    .map(({ span: { spanId } }) => spanId);
}
