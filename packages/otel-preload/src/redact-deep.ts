import type { Redactor } from "./redact.ts";

const maxDepth = 8;

/** A copy without secrets; names of nested fields count. */
export function redactDeep(key: string, value: unknown, redactor: Redactor, depth: number = 0): unknown {
  const plain = redactor.value(key, value);
  if (plain === null || typeof plain !== "object" || depth >= maxDepth || ArrayBuffer.isView(plain)) return plain;
  if (Array.isArray(plain)) return plain.map((item) => redactDeep(key, item, redactor, depth + 1));
  return Object.fromEntries(
    Object.entries(plain).map(([name, item]) => [name, redactDeep(name, item, redactor, depth + 1)]),
  );
}
