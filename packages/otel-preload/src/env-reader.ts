import { variables } from "./env.ts";
import type { EnvVariable } from "./env-variable.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** Where a finding about the environment goes: one line each. */
export type Report = (line: string) => void;

const byName: ReadonlyMap<string, EnvVariable> = new Map(variables.map((variable) => [variable.name, variable]));

/** Reads single variables; a wrong value is reported in one line and `undefined` returned, so that the caller's default holds. */
export class EnvReader {
  private readonly env: Env;
  private readonly report: Report;

  constructor(env: Env, report: Report) {
    this.env = env;
    this.report = report;
  }

  /** The trimmed value; unset and empty are the same (specification: "empty value MUST be treated as unset"). */
  string(name: string): string | undefined {
    definition(name);
    return this.env[name]?.trim() || undefined;
  }

  boolean(name: string): boolean | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    const lower = text.toLowerCase();
    if (lower === "true" || lower === "false") return lower === "true";
    return this.wrong(name, "true or false");
  }

  /** A number within the table's bounds; whole for all types but `number`. */
  number(name: string): number | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    const { type, minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = definition(name);
    const value = Number(text);
    const whole = type === "number" || Number.isInteger(value);
    if (whole && value >= minimum && value <= maximum) return value;
    const upper = maximum === Number.MAX_SAFE_INTEGER ? "" : ` to ${maximum}`;
    return this.wrong(name, `${type === "number" ? "a number" : "a whole number"} from ${minimum}${upper}`);
  }

  /** One of the table's allowed values, in any case; `fallback` when unset or wrong. */
  choice<T extends string>(name: string, fallback: T): T {
    const text = this.string(name)?.toLowerCase();
    if (text === undefined) return fallback;
    const allowed = definition(name).allowed ?? [];
    if (allowed.includes(text)) return text as T;
    this.wrong(name, `one of ${allowed.join(", ")}`);
    return fallback;
  }

  /** Comma-separated items; unknown ones are reported and left out. */
  list(name: string): string[] | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    const { allowed } = definition(name);
    const items = text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
    const unknown = allowed === undefined ? [] : items.filter((item) => !allowed.includes(item));
    if (unknown.length > 0) this.wrong(name, `a list of ${allowed?.join(", ")}`);
    return items.filter((item) => !unknown.includes(item));
  }

  /** `key=value` pairs, percent-decoded (W3C baggage syntax without properties). */
  map(name: string): Record<string, string> | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    const result: Record<string, string> = {};
    for (const pair of text.split(",")) {
      if (pair.trim() === "") continue;
      const at = pair.indexOf("=");
      const key = pair.slice(0, at).trim();
      const value = decode(pair.slice(at + 1).trim());
      if (at < 1 || key === "" || value === undefined)
        this.wrong(name, "key=value pairs separated by commas", "this pair is left out", pair.trim());
      else result[key] = value;
    }
    return result;
  }

  url(name: string): string | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    const url = URL.parse(text);
    if (url !== null && (url.protocol === "http:" || url.protocol === "https:")) return text;
    return this.wrong(name, "an address that begins with http:// or https://");
  }

  /** Comma-separated items of a form of their own; those that `parse` does not know are reported one by one and left out. */
  parsed<T>(name: string, expected: string, parse: (item: string) => T | undefined): T[] | undefined {
    return this.list(name)?.flatMap((item) => {
      const value = parse(item);
      if (value === undefined) this.wrong(name, expected, "this one is left out", item);
      return value === undefined ? [] : [value];
    });
  }

  /** Says in one line that a value cannot be used, and what holds instead. */
  wrong(name: string, expected: string, used?: string, got?: string): undefined {
    const variable = definition(name);
    const shown =
      variable.secret === true ? "a value that is not shown" : `"${shorten(got ?? this.string(name) ?? "")}"`;
    const fallback = used ?? (variable.default === "" ? "it is ignored" : `${variable.default} is used instead`);
    this.report(`${name} is ${shown}, expected ${expected}; ${fallback}`);
    return undefined;
  }
}

function definition(name: string): EnvVariable {
  const variable = byName.get(name);
  if (variable === undefined) throw new Error(`${name} is not in the table of variables (env.ts)`);
  return variable;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A value in a message: no credentials of an address, no endless text. */
function shorten(text: string): string {
  const plain = text.replace(/\/\/[^/@\s]*@/u, "//…@");
  return plain.length > 80 ? `${plain.slice(0, 80)}…` : plain;
}

/** Reports names that begin with `OTEL_` and that nobody reads: most are typing errors. */
export function reportUnknown(env: Env, report: Report): void {
  for (const name of Object.keys(env)) {
    if (!name.startsWith("OTEL_") || byName.has(name) || knownElsewhere.has(name)) continue;
    const near = nearest(name);
    report(
      `${name} is not a variable of the preload${near === undefined ? "" : `, did you mean ${near}?`}; it is ignored`,
    );
  }
}

/** Of the specification or of the collector and other SDKs sharing an environment: valid, without effect here. */
const knownElsewhere: ReadonlySet<string> = new Set([
  "OTEL_SEMCONV_STABILITY_OPT_IN",
  "OTEL_METRICS_EXEMPLAR_FILTER",
  "OTEL_NODE_RESOURCE_DETECTORS",
  "OTEL_EXPORTER_OTLP_INSECURE",
  "OTEL_CONFIG_FILE",
  "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
]);

function nearest(name: string): string | undefined {
  let best: string | undefined;
  let bestDistance = 4;
  for (const candidate of byName.keys()) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
