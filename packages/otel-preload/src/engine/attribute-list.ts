import type { Attributes } from "@opentelemetry/api";
import * as diag from "../diag.ts";
import type { AttributeWriter } from "./attributes.ts";
import type { ByteWriter } from "./bytes.ts";
import { toAttributes } from "../instrumentation/lib/log-attributes.ts";

/** Attributes of a span or event until it is encoded: two arrays, because most have few and are never looked up. */
export class AttributeList {
  readonly keys: string[] = [];
  readonly values: unknown[] = [];
  dropped = 0;

  /** The last value of a key holds; a new key beyond `limit` is dropped and counted. */
  set(key: string, value: unknown, limit: number): void {
    if (value === null || value === undefined) return;
    const kept = snapshot(key, value);
    if (kept === undefined) return;
    const at = this.keys.indexOf(key);
    if (at >= 0) this.values[at] = kept;
    else if (this.keys.length >= limit) this.dropped++;
    else {
      this.keys.push(key);
      this.values.push(kept);
    }
  }

  setAll(attributes: Attributes | undefined, limit: number): void {
    if (attributes === undefined || attributes === null) return;
    for (const key in attributes) {
      if (Object.hasOwn(attributes, key)) this.set(key, attributes[key], limit);
    }
  }

  write(writer: ByteWriter, attributes: AttributeWriter): void {
    const { keys, values } = this;
    for (let i = 0; i < keys.length; i++) attributes.write(writer, keys[i] as string, values[i]);
  }

  toObject(): Attributes {
    return Object.fromEntries(this.keys.map((key, index) => [key, this.values[index]]));
  }

  get(key: string): unknown {
    const at = this.keys.indexOf(key);
    return at < 0 ? undefined : this.values[at];
  }
}

/**
 * The value as it will be written: its owner may change a list or object later. Texts, numbers and booleans as they
 * are; lists and objects copied, whatever is in them; what is no value (functions, symbols) is left out with one line.
 */
export function snapshot(key: string, value: unknown): unknown {
  if (typeof key !== "string" || key === "") {
    diag.warnOnce("an attribute without a name is left out");
    return undefined;
  }
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return value;
    case "bigint":
      return String(value);
    case "object":
      return value instanceof Uint8Array ? value.slice() : toAttributes({ value })["value"];
    default:
      diag.warnOnce(
        `attribute ${JSON.stringify(key)}: expected a string, number, boolean, list or object, got ${typeof value}; it is left out`,
      );
      return undefined;
  }
}
