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
}
