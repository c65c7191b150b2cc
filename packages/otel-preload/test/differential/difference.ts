import type { TestLog, TestPoint } from "../../../../test/otlp-receiver.ts";
import { keyOf, type Node } from "./normalise.ts";

/** One thing that the two preloads say differently of one program. */
export interface Difference {
  /** As `span client GET › attribute url.full`: what the list of allowed ones matches, together with the two sides. */
  readonly subject: string;
  readonly upstream: string | undefined;
  readonly ours: string | undefined;
}

export function textOf({ subject, upstream = "nothing", ours = "nothing" }: Difference): string {
  return `${subject}: upstream ${upstream}, ours ${ours}`;
}

/** Siblings are paired in their order; what has no counterpart is a difference of its own, with all that is below it. */
export function compareTrees(upstream: readonly Node[], ours: readonly Node[], above = ""): Difference[] {
  return align(upstream, ours).flatMap(([theirs, own]) => {
    if (theirs === undefined || own === undefined) return missing(above, theirs, own);
    const place = `${above}${own.kind} ${own.name}`;
    return [...compareSpans(place, theirs, own), ...compareTrees(theirs.children, own.children, `${place} > `)];
  });
}

function missing(above: string, theirs: Node | undefined, own: Node | undefined): Difference[] {
  const describe = (node: Node | undefined): string | undefined =>
    node && `${node.kind} ${node.name}${node.children.length === 0 ? "" : ` with ${node.children.length} below`}`;
  return [{ subject: `span ${above}`.trimEnd(), upstream: describe(theirs), ours: describe(own) }];
}

function compareSpans(place: string, theirs: Node, own: Node): Difference[] {
  const subject = `span ${place.split(" > ").at(-1)}`;
  const parts: [string, string | undefined, string | undefined][] = [
    ["name", theirs.name, own.name],
    ["status", theirs.status, own.status],
    ["events", theirs.events.join("; "), own.events.join("; ")],
    ["links", String(theirs.links), String(own.links)],
  ];
  const keys = new Set([...Object.keys(theirs.attributes), ...Object.keys(own.attributes)]);
  for (const key of keys) parts.push([`attribute ${key}`, theirs.attributes[key], own.attributes[key]]);
  return differing(subject, parts);
}

function differing(subject: string, parts: readonly [string, string | undefined, string | undefined][]): Difference[] {
  return parts
    .filter(([, upstream, ours]) => upstream !== ours)
    .map(([part, upstream, ours]) => ({ subject: `${subject} › ${part}`, upstream, ours }));
}

/** The longest common subsequence by {@link keyOf}, as pairs; what is in one only stands alone. */
function align(a: readonly Node[], b: readonly Node[]): [Node | undefined, Node | undefined][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  const same = (i: number, j: number): boolean => keyOf(a[i] as Node) === keyOf(b[j] as Node);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      (lengths[i] as Uint16Array)[j] = same(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [Node | undefined, Node | undefined][] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(i, j)) pairs.push([a[i++], b[j++]]);
    else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) pairs.push([a[i++], undefined]);
    else pairs.push([undefined, b[j++]]);
  }
  return pairs;
}

/** Name, unit, kind of point and keys of every metric. */
export function compareMetrics(upstream: readonly TestPoint[], ours: readonly TestPoint[]): Difference[] {
  const [theirs, own] = [metricsOf(upstream), metricsOf(ours)];
  return [...new Set([...theirs.keys(), ...own.keys()])].toSorted().flatMap((name) => {
    const [a, b] = [theirs.get(name), own.get(name)];
    if (a === undefined || b === undefined) return [{ subject: `metric ${name}`, upstream: a?.type, ours: b?.type }];
    return differing(`metric ${name}`, [
      ["type", a.type, b.type],
      ["keys", [...a.keys].toSorted().join(" "), [...b.keys].toSorted().join(" ")],
    ]);
  });
}

interface Metric {
  readonly type: string;
  /** Of all its points. */
  readonly keys: Set<string>;
}

function metricsOf(points: readonly TestPoint[]): Map<string, Metric> {
  const metrics = new Map<string, Metric>();
  for (const { name, unit, count, attributes } of points) {
    const metric = metrics.get(name) ?? {
      type: `${count === undefined ? "value" : "histogram"} in ${unit}`,
      keys: new Set(),
    };
    for (const key of Object.keys(attributes)) metric.keys.add(key);
    metrics.set(name, metric);
  }
  return metrics;
}

/** Line by line: severity, text, fields, and whether it is in the trace of its request. */
export function compareLogs(upstream: readonly TestLog[], ours: readonly TestLog[]): Difference[] {
  return Array.from({ length: Math.max(upstream.length, ours.length) }, (_, index) => index).flatMap((index) => {
    const [theirs, own] = [upstream[index], ours[index]];
    const subject = `log ${bodyOf(own ?? theirs)}`;
    if (theirs === undefined || own === undefined) return [{ subject, upstream: bodyOf(theirs), ours: bodyOf(own) }];
    return differing(subject, [
      ["body", bodyOf(theirs), bodyOf(own)],
      ["severity", `${theirs.severityNumber} ${theirs.severityText}`, `${own.severityNumber} ${own.severityText}`],
      ["trace", placeOf(theirs), placeOf(own)],
      ["fields", fieldsOf(theirs), fieldsOf(own)],
    ]);
  });
}

function bodyOf(log: TestLog | undefined): string | undefined {
  if (log === undefined) return undefined;
  return (typeof log.body === "string" ? log.body : (JSON.stringify(log.body) ?? "no body")).slice(0, 60);
}

function placeOf({ traceId, spanId }: TestLog): string {
  return traceId === undefined || spanId === undefined ? "outside" : "in a span";
}

function fieldsOf({ attributes }: TestLog): string {
  return Object.keys(attributes).toSorted().join(" ");
}
