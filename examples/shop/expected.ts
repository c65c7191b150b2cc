import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** expected.yaml as it is read. */
export interface Expected {
  readonly order: {
    /** As {@link drawTrace} draws it. */
    readonly trace: string;
    readonly logs: { readonly logql: string; readonly services: readonly string[] };
  };
  readonly metrics: readonly { readonly promql: string; readonly services: readonly string[] }[];
  readonly issues: readonly (Provocation & { readonly text: string; readonly service: string })[];
  readonly "no-issues": readonly Provocation[];
}

export interface Provocation {
  readonly product: string;
  readonly card: string;
}

/** A span, from wherever it was read. */
export interface DrawnSpan {
  readonly service: string;
  readonly kind: "internal" | "server" | "client" | "producer" | "consumer";
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
}

export const expected: Expected = parse(readFileSync(join(import.meta.dirname, "expected.yaml"), "utf8"));

/** The spans of one trace as a tree, a line per span, children in the order in which they began. An orphan stands at the left edge. */
export function drawTrace(spans: readonly DrawnSpan[]): string {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const childrenOf = (parent: DrawnSpan | undefined): DrawnSpan[] =>
    spans
      .filter(({ parentSpanId = "" }) => (parent ? parentSpanId === parent.spanId : !ids.has(parentSpanId)))
      .toSorted(inTime);
  const draw = (span: DrawnSpan, depth: number): string =>
    `${"  ".repeat(depth)}${span.service} ${span.kind} ${span.name}\n${childrenOf(span)
      .map((child) => draw(child, depth + 1))
      .join("")}`;
  return childrenOf(undefined)
    .map((root) => draw(root, 0))
    .join("");
}

// Starts are exact to the millisecond only; of two that share one, the earlier ended first.
function inTime(a: DrawnSpan, b: DrawnSpan): number {
  return Number(a.startNanos - b.startNanos) || Number(a.endNanos - b.endNanos);
}
