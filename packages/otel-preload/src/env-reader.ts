import { accessSync, constants } from "node:fs";
import { variables } from "./env.ts";
import { repairEndpoint } from "./env-endpoint.ts";
import type { EnvVariable } from "./env-variable.ts";
import { createRedactor } from "./redact.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** Where a finding about the environment goes: one line each. */
export type Report = (line: string) => void;

const byName: ReadonlyMap<string, EnvVariable> = new Map(variables.map((variable) => [variable.name, variable]));
/** Longer than the operating system lets most of them be. */
const maxLength = 32_768;
/** The longest a timer can wait; a longer time would fire at once. */
const maxMillis = 2 ** 31 - 1;
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/iu;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const control = /[\u0000-\u001f\u007f]/u;

/** What is read of a text: a value, or `undefined` for one that cannot be used. */
type Parse<T> = (text: string, variable: EnvVariable) => T | undefined;

/**
 * Reads single variables. Unset and empty are the same (specification: "empty value MUST be treated as unset"); a wrong
 * value is said in one line, and the table's default holds.
 */
export class EnvReader {
  private readonly env: Env;
  private readonly report: Report;

  constructor(env: Env, report: Report) {
    this.env = env;
    this.report = report;
  }

  string(name: string): string | undefined {
    return this.read(name, "a text", (text) => text);
  }

  boolean(name: string): boolean {
    return this.optionalBoolean(name) ?? definition(name).default === "true";
  }

  optionalBoolean(name: string): boolean | undefined {
    return this.read(name, "true or false", (text) => {
      const lower = text.toLowerCase();
      return lower === "true" || lower === "false" ? lower === "true" : undefined;
    });
  }

  /** A number within the table's bounds, whole for all types but `number`; the table's default when unset or wrong. */
  number(name: string): number {
    return this.optionalNumber(name) ?? Number(definition(name).default);
  }

  optionalNumber(name: string): number | undefined {
    return this.read(name, describeNumber(definition(name)), (text, variable) => {
      const value = decimal.test(text) ? Number(text) : Number.NaN;
      const { minimum, maximum } = boundsOf(variable);
      const whole = variable.type === "number" || Number.isInteger(value);
      return whole && value >= minimum && value <= maximum ? value : undefined;
    });
  }

  /** One of the table's allowed values, in any case; `fallback` when unset or wrong. */
  choice<T extends string>(name: string, fallback: T = definition(name).default as T): T {
    const { allowed = [] } = definition(name);
    return (
      this.read(name, `one of ${allowed.join(", ")}`, (text) => {
        return allowed.includes(text.toLowerCase()) ? (text.toLowerCase() as T) : undefined;
      }) ?? fallback
    );
  }

  /** Comma-separated items. With `allowed` in the table, unknown ones are left out; when none is known, the value is. */
  list(name: string): string[] | undefined {
    const { items: named, allowed = named } = definition(name);
    const text = this.text(name, "a list");
    if (text === undefined) return undefined;
    const items = splitList(text);
    if (allowed === undefined) return this.plain(name, items);
    const known = items.map((item) => item.toLowerCase()).filter((item) => allowed.includes(item));
    const expected = `a list of ${allowed.join(", ")}`;
    if (known.length === 0) return this.wrong(name, expected);
    if (known.length < items.length) this.wrong(name, expected, `only ${known.join(", ")} is used`);
    else if (!known.includes("none") || known.length === 1) return this.plain(name, known);
    if (!known.includes("none") || known.length === 1) return known;
    const rest = known.filter((item) => item !== "none");
    this.wrong(name, "none alone, or a list without it", `${rest.join(", ")} is used`);
    return rest;
  }

  /** Comma-separated items of a form of their own; those that `parse` does not know are said one by one and left out. */
  parsed<T>(name: string, expected: string, parse: (item: string) => T | undefined): T[] | undefined {
    const text = this.text(name, expected);
    if (text === undefined) return undefined;
    const items = splitList(text);
    const values = items.flatMap((item) => {
      const value = parse(item);
      if (value === undefined) this.wrong(name, expected, "this one is left out", item);
      return value === undefined ? [] : [value];
    });
    return values.length < items.length ? values : this.plain(name, values);
  }

  /** `key=value` pairs, percent-decoded (W3C baggage syntax without properties). */
  map(name: string, isUsable: (key: string, value: string) => boolean = () => true): Record<string, string> {
    const expected = "key=value pairs separated by commas";
    const pairs = this.parsed(name, expected, (pair) => {
      const at = pair.indexOf("=");
      const key = pair.slice(0, at).trim();
      const value = decode(pair.slice(at + 1).trim());
      return at > 0 && key !== "" && value !== undefined && isUsable(key, value) ? ([key, value] as const) : undefined;
    });
    // Not by assignment: `__proto__` is a name like any other.
    return Object.fromEntries(pairs ?? []);
  }

  /** An address; what is unambiguous is repaired, in one line. */
  url(name: string, repair: typeof repairEndpoint = repairEndpoint, otherwise?: string): string | undefined {
    const text = this.text(name, "an address");
    if (text === undefined) return undefined;
    const repaired = repair(text, definition(name).appendsPath === true);
    if (repaired === undefined) return this.wrong(name, "an address that begins with http:// or https://", otherwise);
    if (repaired.problem === undefined) return this.plain(name, repaired.url);
    this.wrong(name, repaired.problem, `${shorten(repaired.url)} is used instead`);
    return repaired.url;
  }

  /** A file that can be read. */
  file(name: string): string | undefined {
    return this.read(name, "a file that can be read", (text) => (canRead(text) ? text : undefined));
  }

  /** As it stands in the environment, empty when it does not. */
  raw(name: string): string {
    definition(name);
    return this.env[name]?.trim() ?? "";
  }

  /** Whatever `parse` makes of the text; `otherwise` says what happens when that is nothing. */
  read<T>(name: string, expected: string, parse: Parse<T>, otherwise?: string): T | undefined {
    const text = this.text(name, expected);
    if (text === undefined) return undefined;
    const value = parse(text, definition(name));
    return value === undefined ? this.wrong(name, expected, otherwise) : this.plain(name, value);
  }

  /** Says in one line that a value cannot be used, and what holds instead. */
  wrong(name: string, expected: string, used?: string, got: string = this.env[name]?.trim() ?? ""): undefined {
    const variable = definition(name);
    const shown = variable.secret === true ? "a value that is not shown" : shorten(got);
    const isValue = variable.default !== "" && !variable.default.startsWith("as ");
    const fallback = used ?? (isValue ? `${variable.default} is used instead` : "it is ignored");
    this.report(`${name} is ${shown}, expected ${expected}; ${fallback}`);
    return undefined;
  }

  /** The trimmed text without quotes around it; `undefined` when there is none, or none that can be anything. */
  private text(name: string, expected: string): string | undefined {
    definition(name);
    const text = unquote(this.env[name]?.trim() ?? "");
    if (text === "") return undefined;
    if (text.length > maxLength) return this.wrong(name, `${expected} of at most ${maxLength} characters`);
    if (control.test(text)) return this.wrong(name, `${expected} without line breaks and control characters`);
    return text;
  }

  /** Quotes that a shell would have taken, but an env file leaves: taken off, and said. */
  private plain<T>(name: string, value: T): T {
    const raw = this.env[name]?.trim() ?? "";
    if (unquote(raw) !== raw) this.wrong(name, "no quotes around the value", "it is used without them");
    return value;
  }
}

function definition(name: string): EnvVariable {
  const variable = byName.get(name);
  if (variable === undefined) throw new Error(`${name} is not in the table of variables (env.ts)`);
  return variable;
}

function boundsOf({ type, minimum = 0, maximum }: EnvVariable): { minimum: number; maximum: number } {
  return { minimum, maximum: maximum ?? (type === "millis" ? maxMillis : Number.MAX_SAFE_INTEGER) };
}

function describeNumber(variable: EnvVariable): string {
  const { minimum, maximum } = boundsOf(variable);
  const kind = { millis: "a whole number of milliseconds", number: "a number" }[variable.type as "millis" | "number"];
  const upper = maximum === Number.MAX_SAFE_INTEGER ? "" : ` to ${maximum}`;
  return `${kind ?? "a whole number"} from ${minimum}${upper}`;
}

function splitList(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function unquote(text: string): string {
  const [, , inner] = /^(["'])(.*)\1$/su.exec(text) ?? [];
  return inner?.trim() ?? text;
}

function canRead(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const redactor = createRedactor({ enabled: true, keys: [] });

/** A value in a message: no secrets, no credentials of an address, one line, no endless text. */
function shorten(text: string): string {
  const plain = redactor.text(text.slice(0, 1000).replace(/\/\/[^/@\s]*@/u, "//…@"));
  return JSON.stringify(plain.length > 80 ? `${plain.slice(0, 80)}…` : plain);
}
