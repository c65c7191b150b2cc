import { types } from "node:util";
import type { AnyValue } from "@opentelemetry/api";
import { cutMark } from "../../engine/text.ts";
import { describeException, isError } from "./exception.ts";

const maxDepth = 5;
const maxKeys = 64;
const maxItems = 64;
/** Values of one record, nested ones included: an Express request logged whole has tens of thousands. */
const maxValues = 500;
/** All texts of one record together; Loki refuses structured metadata above 64 KB. */
const maxRecordCharacters = 40_000;
/** Below the SDK's own limit (8192), which would cut without a mark. */
const maxTextCharacters = 8000;

interface Budget {
  values: number;
  characters: number;
  readonly ancestors: object[];
}

/** Names and values of a record's attributes, side by side: they are read once, in order, and then encoded. */
export class FieldList {
  readonly keys: string[] = [];
  readonly values: AnyValue[] = [];

  get(key: string): AnyValue {
    const at = this.keys.indexOf(key);
    return at < 0 ? undefined : this.values[at];
  }

  set(key: string, value: AnyValue): void {
    const at = this.keys.indexOf(key);
    if (at >= 0) this.values[at] = value;
    else {
      this.keys.push(key);
      this.values.push(value);
    }
  }

  delete(key: string): void {
    const at = this.keys.indexOf(key);
    if (at < 0) return;
    this.keys.splice(at, 1);
    this.values.splice(at, 1);
  }

  toObject(): Record<string, AnyValue> {
    const result: Record<string, AnyValue> = {};
    this.keys.forEach((key, at) => put(result, key, this.values[at]));
    return result;
  }
}

/**
 * Turns what a program passed to its logger into attribute values. Never throws and never runs long, whatever it is
 * given: circular and huge values, getters that throw, Errors, Symbols, BigInts, Maps, Buffers. What is left out is marked.
 */
export function readFields(fields: object, leaveOut?: ReadonlySet<string>): FieldList {
  const budget: Budget = { values: maxValues, characters: maxRecordCharacters, ancestors: [fields] };
  const result = new FieldList();
  for (const key of safeKeys(fields)) {
    if (key === "" || leaveOut?.has(key) === true) continue;
    const value = readField(fields, key, budget, 1);
    if (value === undefined || value === null) continue;
    result.keys.push(key);
    result.values.push(value);
  }
  return result;
}

/** {@link readFields} as an object. */
export function toAttributes(fields: object, leaveOut?: ReadonlySet<string>): Record<string, AnyValue> {
  return readFields(fields, leaveOut).toObject();
}

/** Sets a property; `__proto__` is a name like any other, and not a new prototype. */
function put(target: Record<string, AnyValue>, key: string, value: AnyValue): void {
  if (key !== "__proto__") target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Cuts a text and says how long it was. */
export function cutText(text: string, maxCharacters: number = maxTextCharacters): string {
  if (text.length <= maxCharacters) return text;
  return text.slice(0, Math.max(maxCharacters - 32, 0)) + cutMark(text.length);
}

function safeKeys(value: object): string[] {
  try {
    return Object.keys(value);
  } catch {
    return [];
  }
}

function readField(holder: object, key: string, budget: Budget, depth: number): AnyValue {
  try {
    return toValue((holder as Record<string, unknown>)[key], budget, depth);
  } catch (thrown) {
    return `[threw: ${describeThrown(thrown)}]`;
  }
}

function describeThrown(thrown: unknown): string {
  try {
    return cutText(isError(thrown) ? thrown.message : String(thrown), 200);
  } catch {
    return "something";
  }
}

function toValue(value: unknown, budget: Budget, depth: number): AnyValue {
  if (value === undefined || value === null || typeof value === "boolean") return value;
  if (--budget.values < 0) return "[cut]";
  switch (typeof value) {
    case "string":
      return spend(value, budget);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
    case "symbol":
      return spend(String(value), budget);
    case "function":
      return `[Function ${spend(value.name, budget)}]`;
    default:
      return fromObject(value, budget, depth);
  }
}

function spend(text: string, budget: Budget): string {
  const cut = cutText(text, Math.max(Math.min(maxTextCharacters, budget.characters), 64));
  budget.characters -= cut.length;
  return cut;
}

function fromObject(value: object, budget: Budget, depth: number): AnyValue {
  const plain = fromKnownClass(value, budget);
  if (plain !== undefined) return plain;
  if (budget.ancestors.includes(value)) return "[circular]";
  if (depth >= maxDepth) return Array.isArray(value) ? `[Array, ${value.length} items]` : `[${className(value)}]`;
  budget.ancestors.push(value);
  try {
    return fromContainer(value, budget, depth);
  } finally {
    budget.ancestors.pop();
  }
}

/** Objects that are one value. */
function fromKnownClass(value: object, budget: Budget): AnyValue {
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (types.isRegExp(value) || value instanceof URL) return spend(String(value), budget);
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value))
    return `[${className(value)}, ${value.byteLength} bytes]`;
  if (types.isBoxedPrimitive(value)) return spend(String(value.valueOf()), budget);
  if (types.isPromise(value) || types.isWeakMap(value) || types.isWeakSet(value)) return `[${className(value)}]`;
  return undefined;
}

function fromContainer(value: object, budget: Budget, depth: number): AnyValue {
  if (isError(value)) return fromError(value, budget, depth);
  if (Array.isArray(value)) return fromItems(value, value.length, budget, depth);
  if (types.isSet(value)) return fromItems(value, value.size, budget, depth);
  if (types.isMap(value)) return fromMap(value, budget, depth);
  const { toJSON } = value as { toJSON?: unknown };
  // What the program's own output shows; `depth + 1` ends a toJSON that returns another object with one.
  if (typeof toJSON === "function") return toValue(toJSON.call(value, ""), budget, depth + 1);
  return fromRecord(value, budget, depth);
}

function fromRecord(value: object, budget: Budget, depth: number): Record<string, AnyValue> {
  const result: Record<string, AnyValue> = {};
  const keys = safeKeys(value);
  // To list the names of a huge object takes time, too.
  budget.values -= Math.floor(keys.length / maxKeys);
  for (const key of keys.slice(0, maxKeys)) {
    const item = readField(value, key, budget, depth + 1);
    if (item !== undefined) put(result, key, item);
  }
  if (keys.length > maxKeys) result["…"] = `[cut, ${keys.length} keys]`;
  return result;
}

function fromItems(items: Iterable<unknown>, count: number, budget: Budget, depth: number): AnyValue[] {
  const result: AnyValue[] = [];
  for (const item of items) {
    if (result.length >= maxItems) {
      result.push(`[cut, ${count} items]`);
      break;
    }
    result.push(guardedValue(item, budget, depth));
  }
  return result;
}

function fromMap(map: ReadonlyMap<unknown, unknown>, budget: Budget, depth: number): Record<string, AnyValue> {
  const result: Record<string, AnyValue> = {};
  let count = 0;
  for (const [key, item] of map) {
    if (count++ >= maxKeys) {
      result["…"] = `[cut, ${map.size} keys]`;
      break;
    }
    const name = typeof key === "object" && key !== null ? `[${className(key)} ${count}]` : String(key);
    put(result, name, guardedValue(item, budget, depth));
  }
  return result;
}

function guardedValue(item: unknown, budget: Budget, depth: number): AnyValue {
  try {
    return toValue(item, budget, depth + 1);
  } catch (thrown) {
    return `[threw: ${describeThrown(thrown)}]`;
  }
}

function fromError(error: Error, budget: Budget, depth: number): Record<string, AnyValue> {
  const { type, message, stacktrace } = describeException(error);
  const own = fromRecord(error, budget, depth);
  return {
    ...own,
    type,
    message: spend(message, budget),
    ...(stacktrace === undefined ? {} : { stack: spend(stacktrace, budget) }),
  };
}

function className(value: object): string {
  try {
    return value.constructor?.name || "Object";
  } catch {
    return "Object";
  }
}
