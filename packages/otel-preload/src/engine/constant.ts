import { hiddenValueCount } from "../redact.ts";
import type { ByteWriter } from "./bytes.ts";

/**
 * The bytes that stand in `writer` since `from`, if they may be copied from now on: a snapshot for
 * {@link ByteWriter.raw}. `undefined` when something was hidden since `hiddenBefore`, a reading of
 * {@link hiddenValueCount}: each hidden value is counted, and a copy would not be.
 */
export function constantSince(writer: ByteWriter, from: number, hiddenBefore: number): Uint8Array | undefined {
  if (hiddenValueCount() !== hiddenBefore) return undefined;
  return Uint8Array.from(writer.bytes.subarray(from, writer.at));
}
