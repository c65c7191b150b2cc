import { nearest } from "../command/nearest.ts";
import type { Problem } from "./problem.ts";
import type { Path, Source } from "./source.ts";

/** What has keys: no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list, or nothing. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A problem at a place of a file. */
export function problemAt(
  source: Source,
  path: Path,
  message: string,
  severity: Problem["severity"] = "error",
): Problem {
  return { file: source.file, line: source.lineOf(path), message, severity };
}

/** A value as it is quoted in a message. */
export function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Keys that a map must not have. */
export function unknownKeys(
  source: Source,
  path: Path,
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Problem[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const suggestion = nearest(key, known);
      const hint = suggestion === undefined ? `expected one of ${known.join(", ")}` : `did you mean ${suggestion}?`;
      return problemAt(source, [...path, key], `unknown key ${JSON.stringify(key)}; ${hint}`);
    });
}
