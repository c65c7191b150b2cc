import { types } from "node:util";
import type { Attributes } from "@opentelemetry/api";
import * as diag from "../diag.ts";
import type { AttributeWriter } from "./attributes.ts";
import type { ByteWriter } from "./bytes.ts";
import { toAttributes } from "../instrumentation/lib/log-attributes.ts";

/** Attributes of a span or event until it is encoded: one array, because most have few and are never looked up. */
export class AttributeList {
  /** Names and values by turns. */
  private readonly pairs: unknown[] = [];
  dropped = 0;

  /** The last value of a key holds; a new key beyond `limit` is dropped and counted. */
  set(key: string, value: unknown, limit: number): void {
    if (value === null || value === undefined) return;
    const { pairs } = this;
    const at = this.find(key);
    // Before it is copied: what is too much must not cost anything.
    if (at < 0 && pairs.length >= limit * 2) {
      this.dropped++;
      return;
    }
    const kept = snapshot(key, value);
    if (kept === undefined) return;
    if (at >= 0) pairs[at + 1] = kept;
    else pairs.push(key, kept);
  }

  setAll(attributes: Attributes | undefined, limit: number): void {
    if (typeof attributes !== "object" || attributes === null) return;
    try {
      for (const key in attributes) {
        if (Object.hasOwn(attributes, key)) this.set(key, attributes[key], limit);
      }
    } catch (thrown) {
      // A getter, or a Proxy: what was read before it stays.
      diag.warnOnce(
        `attributes threw when they were read: ${diag.describeError(thrown)}; the rest of them is left out`,
      );
    }
  }

  write(writer: ByteWriter, attributes: AttributeWriter): void {
    const { pairs } = this;
    for (let i = 0; i < pairs.length; i += 2) attributes.write(writer, pairs[i] as string, pairs[i + 1]);
  }

  /** Those of another list, and what it dropped. */
  addAll({ pairs, dropped }: AttributeList, limit: number): void {
    for (let i = 0; i < pairs.length; i += 2) this.set(pairs[i] as string, pairs[i + 1], limit);
    this.dropped += dropped;
  }

  get(key: string): unknown {
    const at = this.find(key);
    return at < 0 ? undefined : this.pairs[at + 1];
  }

  /** Where the name stands; -1 when it is not there. */
  private find(key: string): number {
    const { pairs } = this;
    for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === key) return i;
    return -1;
  }
}

/** More bytes than that are no attribute; said as a text. */
const maxBytes = 65_536;

/**
 * The value as it will be written: its owner may change a list or object later. Texts, numbers and booleans as they
 * are; everything else copied or described (docs/attribute-values.md). Never throws.
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
    default:
      if (types.isUint8Array(value) && value.byteLength <= maxBytes) return Uint8Array.prototype.slice.call(value);
      return toAttributes({ value })["value"];
  }
}
