import type { Attributes } from "@opentelemetry/api";
import { maxAttributeValues, variables } from "./environment.ts";
import { warnOnce } from "./guard.ts";

/** What stands in place of a value that came after the bound was reached. */
export const otherValue = "other";
const unknownValue = "unknown";
const longestValueCharacters = 120;
const maxOwnAttributes = 8;

const seen = new Map<string, Set<string>>();

/**
 * The value of a metric's attribute, as text and bounded: the first 200 distinct values of `scope` (metric and
 * attribute) keep their names, all further ones become `other`. Each is a series in memory, here and in Prometheus.
 */
export function bounded(scope: string, value: unknown): string {
  const text = textOf(value);
  const values = seen.get(scope) ?? new Set();
  seen.set(scope, values);
  if (values.has(text)) return text;
  const max = maxAttributeValues();
  if (values.size >= max) {
    warnOnce(
      `@org/telemetry: ${scope} has more than ${max} different values; further ones count as "${otherValue}" (${variables.maxAttributeValues} sets the bound; ids of users or orders belong into logs and spans)`,
    );
    return otherValue;
  }
  values.add(text);
  return text;
}

/** A value out of a closed list, `other` when it is none of them. */
export function oneOf<T extends string>(allowed: readonly T[], value: unknown): T | typeof otherValue {
  return allowed.find((candidate) => candidate === value) ?? otherValue;
}

/** The application's own attributes of a metric: few, bounded, never one of ours overwritten (spread them first). */
export function boundedAttributes(metric: string, own: Readonly<Record<string, unknown>> | undefined): Attributes {
  if (typeof own !== "object" || own === null) return {};
  const entries = Object.entries(own).filter(([, value]) => value !== undefined && value !== null);
  if (entries.length > maxOwnAttributes) {
    warnOnce(
      `@org/telemetry: ${metric} was given ${entries.length} attributes; the first ${maxOwnAttributes} are recorded`,
    );
  }
  return Object.fromEntries(
    entries
      .slice(0, maxOwnAttributes)
      .filter(([key]) => bounded(`${metric} (names of attributes)`, key) !== otherValue)
      .map(([key, value]) => [key, bounded(`${metric} ${key}`, value)]),
  );
}

/** Text of what may be anything: an object has no name that could be a label. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value === "" ? unknownValue : value.slice(0, longestValueCharacters);
  return typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
    ? String(value)
    : unknownValue;
}
