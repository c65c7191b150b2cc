import { SpanKind } from "@opentelemetry/api";
import { createMatcher, type Matcher } from "./pattern.ts";

/** One rule of `OTEL_PRELOAD_SAMPLING_RULES`: which traces it is about, and which share of them is kept. */
export interface SamplingRule {
  /** Of requests only; `undefined` for any. */
  readonly method: string | undefined;
  /** Of other spans only; `undefined` for any. */
  readonly kind: SpanKind | undefined;
  /** A request's path when it begins with a slash, otherwise a span's name. */
  readonly pattern: string;
  readonly ratio: number;
}

const kinds: Readonly<Record<string, SpanKind>> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** `GET /search=0.1`, `/internal/*=0`, `consumer orders *=0.5`; `undefined` for what is none of these. */
export function parseRule(text: string): SamplingRule | undefined {
  const sign = text.lastIndexOf("=");
  const share = text.slice(sign + 1).trim();
  const ratio = Number(share);
  if (sign < 0 || share === "" || !(ratio >= 0 && ratio <= 1)) return undefined;
  const subject = parseSubject(text.slice(0, sign).trim());
  return subject && { ...subject, ratio };
}

function parseSubject(text: string): Omit<SamplingRule, "ratio"> | undefined {
  const request = /^(?:([a-z]+|\*)\s+)?(\/\S*)$/iu.exec(text);
  if (request !== null) {
    const [, method, pattern = ""] = request;
    return { method: method === "*" ? undefined : method?.toUpperCase(), kind: undefined, pattern };
  }
  const [first = "", ...rest] = text.split(/\s+/u);
  const kind = Object.hasOwn(kinds, first) ? kinds[first] : undefined;
  const pattern = kind === undefined ? text : rest.join(" ");
  return pattern === "" || pattern.startsWith("/") ? undefined : { method: undefined, kind, pattern };
}

interface Compiled extends SamplingRule {
  readonly matches: Matcher;
}

/** The rules in the order of their text: the first that fits decides. */
export class Rules {
  private readonly ofRequests: readonly Compiled[];
  private readonly ofNames: readonly Compiled[];

  constructor(rules: readonly SamplingRule[]) {
    const compiled = rules.map((rule) => ({ ...rule, matches: createMatcher(rule.pattern) }));
    this.ofRequests = compiled.filter(({ pattern }) => pattern.startsWith("/"));
    this.ofNames = compiled.filter(({ pattern }) => !pattern.startsWith("/"));
  }

  /** The share for a request, or `undefined` when no rule is about it. */
  ofRequest(method: string, target: string): number | undefined {
    if (this.ofRequests.length === 0) return undefined;
    const query = target.indexOf("?");
    const path = query < 0 ? target : target.slice(0, query);
    return this.ofRequests.find((rule) => (rule.method === undefined || rule.method === method) && rule.matches(path))
      ?.ratio;
  }

  ofSpan(kind: SpanKind, name: string): number | undefined {
    if (this.ofNames.length === 0) return undefined;
    return this.ofNames.find((rule) => (rule.kind === undefined || rule.kind === kind) && rule.matches(name))?.ratio;
  }
}
