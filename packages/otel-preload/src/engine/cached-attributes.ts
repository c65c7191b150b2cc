import type { Attributes } from "@opentelemetry/api";
import { hiddenValueCount } from "../redact.ts";
import type { AttributeWriter } from "./attributes.ts";
import { ByteWriter } from "./bytes.ts";
import { constantSince } from "./constant.ts";

/** Apart from the item: how much room that has left must not decide what is kept. */
const scratch = new ByteWriter(Buffer.allocUnsafeSlow(1024));

/** Attributes that are the same many times over: redacted and encoded the first time, then copied. */
export class CachedAttributes {
  private readonly attributes: Attributes;
  private bytes: Uint8Array | undefined = undefined;
  /** What these were last written behind, and both together. */
  private before: CachedAttributes | undefined = undefined;
  private joined: Uint8Array | undefined = undefined;

  constructor(attributes: Attributes) {
    this.attributes = attributes;
  }

  write(writer: ByteWriter, attributes: AttributeWriter): void {
    if (this.bytes !== undefined) return writer.raw(this.bytes);
    const hiddenBefore = hiddenValueCount();
    scratch.at = 0;
    for (const key in this.attributes) {
      const value = this.attributes[key];
      if (value !== undefined) attributes.write(scratch, key, value);
    }
    writer.raw(scratch.written);
    this.bytes = constantSince(scratch, 0, hiddenBefore);
  }

  /** `before` and then these, in one copy where they come together again and again. */
  writeBehind(before: CachedAttributes, writer: ByteWriter, attributes: AttributeWriter): void {
    if (this.before === before) {
      this.joined ??= join(before.bytes, this.bytes);
      if (this.joined !== undefined) return writer.raw(this.joined);
    }
    before.write(writer, attributes);
    this.write(writer, attributes);
    this.before = before;
    this.joined = undefined;
  }
}

function join(first: Uint8Array | undefined, second: Uint8Array | undefined): Uint8Array | undefined {
  if (first === undefined || second === undefined) return undefined;
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
