import { gunzipSync } from "node:zlib";

// gRPC over HTTP/2, "Length-Prefixed-Message": compressed or not (1 byte), length (4, big-endian), message.
const prefixBytes = 5;

/** A message as it travels: a copy, for a call that is given up may still be on its way when the memory is used again. */
export function framed(message: Uint8Array, isCompressed: boolean): Buffer {
  const frame = Buffer.allocUnsafeSlow(prefixBytes + message.byteLength);
  frame[0] = isCompressed ? 1 : 0;
  frame.writeUInt32BE(message.byteLength, 1);
  frame.set(message, prefixBytes);
  return frame;
}

/** An answer says what it says in its beginning. */
const maxMessageBytes = 64 * 1024;

/** The message of an answer; empty when there is none, or none that can be read. */
export function readMessage(data: Buffer): Buffer {
  if (data.length < prefixBytes) return Buffer.alloc(0);
  const message = data.subarray(prefixBytes, prefixBytes + data.readUInt32BE(1));
  if (data[0] === 0) return message;
  try {
    return gunzipSync(message, { maxOutputLength: maxMessageBytes });
  } catch {
    return Buffer.alloc(0);
  }
}
