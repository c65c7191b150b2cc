import * as v from "valibot";
import { nearest } from "./nearest.ts";
import { overrideSchema } from "./schema.ts";

/** One thing that is wrong with a configuration. */
export interface Problem {
  /** Keys and indexes down to it. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What of `value` is no configuration; empty when it is one. */
export function shapeProblems(value: unknown): Problem[] {
  const result = v.safeParse(overrideSchema, value ?? {}, { abortPipeEarly: true });
  return (result.issues ?? []).map((issue) => ({ path: pathOf(issue), message: messageOf(issue) }));
}

/** `thresholds.HttpErrorRatioHigh.critical.for`, `slos[2].name`. */
export function pathText(path: Problem["path"]): string {
  return path.map((key, index) => (typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}${key}`)).join("");
}

type Issue = v.BaseIssue<unknown>;

function pathOf({ path }: Issue): (string | number)[] {
  return (path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));
}

function messageOf(issue: Issue): string {
  const path = pathOf(issue);
  if (issue.type === "strict_object" && issue.expected === "never") {
    return unknownKey(String(path.at(-1)), keysAt(overrideSchema, path.slice(0, -1)));
  }
  if (issue.type === "strict_object" && issue.received === "undefined") return "is missing";
  const isOurs = issue.kind === "validation" || issue.type === "custom";
  const expected = isOurs ? issue.message : plain(issue.expected ?? "another value");
  return `expected ${expected}; got ${shown(issue.input)}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const suggestion = nearest(key, known);
  const hint = suggestion === undefined ? `known are ${known.join(", ")}` : `did you mean ${suggestion}?`;
  return `no such setting; ${hint}`;
}

const words: Readonly<Record<string, string>> = {
  Object: "a map",
  Array: "a list",
  string: "a text",
  number: "a number",
  boolean: "true or false",
};

/** valibot's names of types, for somebody who writes YAML. */
function plain(expected: string): string {
  return words[expected] ?? expected.replaceAll(/^\(|\)$/g, "").replaceAll(" | ", " or ");
}

function shown(input: unknown): string {
  const text = JSON.stringify(input) ?? String(input);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What can hold further schemas, of whatever kind it is. */
interface Nested {
  readonly entries?: Readonly<Record<string, Nested>>;
  readonly wrapped?: Nested;
  readonly value?: Nested;
  readonly item?: Nested;
  readonly options?: readonly Nested[];
  readonly pipe?: readonly Nested[];
}

/** The names that are known at a place. */
function keysAt(schema: unknown, path: readonly (string | number)[]): string[] {
  const { entries, wrapped, value, item, options, pipe } = schema as Nested;
  const last = pipe?.at(-1);
  if (last !== undefined && last !== schema) return keysAt(last, path);
  if (wrapped !== undefined) return keysAt(wrapped, path);
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(entries ?? {});
  const next = entries?.[String(key)] ?? value ?? item;
  if (next !== undefined) return keysAt(next, rest);
  return (options ?? []).flatMap((option) => keysAt(option, path));
}
