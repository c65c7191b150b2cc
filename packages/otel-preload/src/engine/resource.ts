import type { Resource } from "@opentelemetry/resources";
import { noRedaction } from "../redact.ts";
import { ByteWriter } from "./bytes.ts";
import { writePair } from "./value.ts";

const attributesTag = 10;
const rules = { redactor: noRedaction, maxTextLength: Infinity };

/** Field 1 of ResourceSpans and ResourceLogs: encoded once, in every request. */
export function writeResource({ attributes }: Resource): Uint8Array {
  const writer = new ByteWriter(Buffer.allocUnsafeSlow(4096));
  writer.byte(10);
  const from = writer.open();
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      writer.byte(attributesTag);
      writePair(writer, key, value, rules);
    }
  }
  writer.close(from);
  return Uint8Array.from(writer.written);
}
