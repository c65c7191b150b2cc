import { gunzipSync } from "node:zlib";

// gRPC over HTTP/2, "Length-Prefixed-Message": compressed or not (1 byte), length (4, big-endian), message.
export const prefixBytes = 5;

/** What stands before a message. */
export function prefixOf(message: Uint8Array, isCompressed: boolean): Buffer {
  const prefix = Buffer.alloc(prefixBytes);
  prefix[0] = isCompressed ? 1 : 0;
  prefix.writeUInt32BE(message.byteLength, 1);
  return prefix;
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
