import type { Redactor } from "../redact.ts";
import type { ByteWriter } from "./bytes.ts";
import { cutMark } from "./text.ts";

// Field tags of opentelemetry.proto.common.v1: AnyValue, ArrayValue, KeyValueList, KeyValue.
const stringTag = 10;
const boolTag = 16;
const intTag = 24;
const doubleTag = 33;
const arrayTag = 42;
const mapTag = 50;
const bytesTag = 58;
/** ArrayValue.values and KeyValueList.values. */
const elementTag = 10;
const maxDepth = 8;

/** How values are written: what is hidden, and where texts are cut. */
export interface ValueRules {
  readonly redactor: Redactor;
  /** In UTF-16 units. */
  readonly maxTextLength: number;
}

/** One AnyValue with its length. `key` decides whether it is a secret. Never throws for what {@link snapshot} returns. */
export function writeValue(writer: ByteWriter, key: string, value: unknown, rules: ValueRules): void {
  if (typeof value === "string" && value.length > shortLength) return writeLong(writer, key, value, rules);
  const shown = rules.redactor.value(key, value);
  if (typeof shown === "string") return writeText(writer, cut(shown, rules.maxTextLength, shown.length));
  const from = writer.open();
  writeOther(writer, key, shown, rules);
  writer.close(from);
}

/** An AnyValue that is a text, with its length. */
export function writeText(writer: ByteWriter, text: string): void {
  const from = writer.open();
  writer.byte(stringTag);
  writer.text(text);
  writer.close(from);
}

function writeOther(writer: ByteWriter, key: string, value: unknown, rules: ValueRules): void {
  switch (typeof value) {
    case "number":
      return writeNumber(writer, value);
    case "boolean":
      writer.byte(boolTag);
      return writer.byte(value ? 1 : 0);
    case "bigint":
      writer.byte(stringTag);
      return writer.text(String(value));
    case "object":
      return value === null ? undefined : writeObject(writer, key, value, rules);
    default:
      // `undefined`, functions and symbols inside of lists: an empty value keeps the place.
      return undefined;
  }
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    writer.byte(intTag);
    writer.int64(value);
  } else {
    writer.byte(doubleTag);
    writer.double(value);
  }
}

/** How deep the value is that is being written: writing never waits, so that one count is enough. */
let depth = 0;

function writeObject(writer: ByteWriter, key: string, value: object, rules: ValueRules): void {
  if (value instanceof Uint8Array) {
    writer.byte(bytesTag);
    writer.varint(value.length);
    return writer.raw(value);
  }
  if (depth >= maxDepth) {
    writer.byte(stringTag);
    return writer.text("[nested too deep]");
  }
  depth++;
  try {
    if (Array.isArray(value)) writeList(writer, key, value, rules);
    else writeMap(writer, value as Record<string, unknown>, rules);
  } finally {
    depth--;
  }
}

function writeList(writer: ByteWriter, key: string, items: readonly unknown[], rules: ValueRules): void {
  writer.byte(arrayTag);
  const from = writer.open();
  for (const item of items) {
    writer.byte(elementTag);
    writeValue(writer, key, item, rules);
  }
  writer.close(from);
}

function writeMap(writer: ByteWriter, map: Readonly<Record<string, unknown>>, rules: ValueRules): void {
  writer.byte(mapTag);
  const from = writer.open();
  for (const name of Object.keys(map)) {
    writer.byte(elementTag);
    writePair(writer, name, map[name], rules);
  }
  writer.close(from);
}

/** A KeyValue with its length; its tag stands before it. */
export function writePair(writer: ByteWriter, key: string, value: unknown, rules: ValueRules): void {
  const from = writer.open();
  const name = key.length > maxKeyLength ? cut(key, maxKeyLength, key.length) : key;
  writer.byte(10);
  writer.text(name);
  writer.byte(18);
  writeValue(writer, name, value, rules);
  writer.close(from);
}

/** Texts that long are never too much for an item. */
const shortLength = 64;
const maxKeyLength = 1000;
/** Beyond so many bytes of an item its texts are cut to the shortest: a request of 4 MiB has to hold it. */
const itemBytes = 2 * 1024 * 1024;
/** A secret that the cut goes through is hidden by what stands behind it. */
const redactionMargin = 1000;
/** Shorter limits are wanted by somebody, to the letter. */
const markedLength = 1000;

let cutValues = 0;

/** How many values were cut since start, for the self-metric. */
export function cutValueCount(): number {
  return cutValues;
}

/** Cut before it is redacted, too: nobody waits for the redaction of what is not sent. */
function writeLong(writer: ByteWriter, key: string, text: string, { redactor, maxTextLength }: ValueRules): void {
  const room = Math.floor((itemBytes - (writer.at - writer.itemAt)) / 3);
  const most = Math.min(maxTextLength, Math.max(room, shortLength));
  const begin = text.length > most + redactionMargin ? text.slice(0, most + redactionMargin) : text;
  const shown = redactor.value(key, begin);
  writeText(writer, typeof shown === "string" ? cut(shown, most, text.length) : "");
}

/** Cut at the limit, never through the middle of a character; says how long it was where there is room for it. */
function cut(text: string, most: number, length: number): string {
  if (text.length <= most) return text;
  cutValues++;
  const mark = most < markedLength ? "" : cutMark(length);
  const end = Math.max(0, most - mark.length);
  const last = text.charCodeAt(end - 1);
  const splits = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splits ? end - 1 : end) + mark;
}
