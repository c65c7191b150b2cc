import type { Attributes, TestSpan } from "../../../../test/otlp-receiver.ts";

/** A span without what differs between any two runs, and its children in the order of their starts. */
export interface Node {
  readonly span: TestSpan;
  readonly kind: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: string;
  readonly events: readonly string[];
  readonly links: number;
  readonly children: Node[];
}

const kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

/** Every trace as a tree; spans that `isLeftOut` names hand their children to their parents. */
export function treesOf(spans: readonly TestSpan[], isLeftOut: (span: TestSpan) => boolean): Node[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const nodes = new Map(spans.filter((span) => !isLeftOut(span)).map((span) => [span.spanId, nodeOf(span)]));
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    let parent = byId.get(node.span.parentSpanId ?? "");
    while (parent !== undefined && !nodes.has(parent.spanId)) parent = byId.get(parent.parentSpanId ?? "");
    (parent === undefined ? roots : (nodes.get(parent.spanId) as Node).children).push(node);
  }
  for (const { children } of nodes.values()) children.sort(byStart);
  return roots.toSorted(byStart);
}

function byStart(a: Node, b: Node): number {
  return Number(a.span.startNanos - b.span.startNanos);
}

function nodeOf(span: TestSpan): Node {
  return {
    span,
    kind: kinds[span.kind] ?? "?",
    name: normalise(span.name),
    attributes: shown(span.attributes),
    status: ["unset", "ok", "error"][span.status.code ?? 0] ?? "?",
    events: span.events.map(({ name, attributes }) => `${name} ${Object.keys(attributes).toSorted().join(" ")}`),
    links: span.links.length,
    children: [],
  };
}

function shown(attributes: Attributes): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, valueOf(key, value)]));
}

/** Ports, ids, times and connections are of one run. */
function valueOf(key: string, value: unknown): string {
  if (/(?:^|\.)(?:port|pid)$|client_id|consumer_tag|\.thread\.id$/u.test(key)) return `some ${typeof value}`;
  return normalise(typeof value === "string" ? value : JSON.stringify(value));
}

function normalise(text: string): string {
  return text
    .replaceAll(/(127\.0\.0\.1|localhost):\d+/gu, "$1:PORT")
    .replaceAll(/(?:\b[0-9a-f]{32}\b|\b[0-9a-f]{16}\b|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/gu, "ID")
    .replaceAll(/compared_(?:ours|upstream)/gu, "compared")
    .replaceAll(/\b(jobs|single|batch|shop|exchange|orders|pages|topic)-\d+/gu, "$1-PID")
    .replaceAll(/amq\.(?:gen|ctag)-[\w-]+/gu, "amq.gen")
    .replaceAll(/\b1[67]\d{11}\b/gu, "TIME");
}

/** What two spans of the two runs must share to be compared with each other: kind, and what was asked for. */
export function keyOf({ kind, span: { attributes } }: Node): string {
  const path = attributes["url.path"] ?? pathOf(attributes["url.full"]);
  if (typeof path === "string") return `${kind} ${path}`;
  const statement = attributes["db.operation.name"] ?? attributes["db.query.text"] ?? attributes["rpc.method"];
  return typeof statement === "string" ? (statement.split(" ")[0] ?? "").toUpperCase() : kind;
}

function pathOf(url: unknown): string | undefined {
  return typeof url === "string" && URL.canParse(url) ? new URL(url).pathname : undefined;
}
