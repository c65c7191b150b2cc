import { readVarint } from "../varint.ts";

const retryInfo = "type.googleapis.com/google.rpc.RetryInfo";

/** What the field of that number, with length and content, holds each time it is in a message. */
function fields(message: Buffer, number: number): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < message.length;) {
    const [tag, from] = readVarint(message, at);
    const wireType = tag & 7;
    const [value, next] = wireType === 0 || wireType === 2 ? readVarint(message, from) : [0, from];
    const skipped = { 0: 0, 1: 8, 2: value, 5: 4 }[wireType];
    if (skipped === undefined) return found;
    at = next + skipped;
    if (wireType === 2 && tag >>> 3 === number && at <= message.length) found.push(message.subarray(next, at));
  }
  return found;
}

function integer(message: Buffer, number: number): number {
  for (let at = 0; at < message.length;) {
    const [tag, from] = readVarint(message, at);
    if ((tag & 7) !== 0) return 0;
    const [value, next] = readVarint(message, from);
    if (tag >>> 3 === number) return value;
    at = next;
  }
  return 0;
}

/**
 * The delay that a `grpc-status-details-bin` asks for (google.rpc.Status with a google.rpc.RetryInfo among its details):
 * `undefined` without one, 0 when it says only that it may be tried again.
 */
export function retryDelayMillis(header: string | undefined): number | undefined {
  // Several are joined by commas; the status is in the first. Padding may be left out, and Node does not mind.
  const status = Buffer.from(header?.split(",")[0] ?? "", "base64");
  for (const detail of fields(status, 3)) {
    if (fields(detail, 1)[0]?.toString() !== retryInfo) continue;
    const [info = Buffer.alloc(0)] = fields(detail, 2);
    const [delay = Buffer.alloc(0)] = fields(info, 1);
    const millis = integer(delay, 1) * 1000 + Math.ceil(integer(delay, 2) / 1e6);
    // A negative duration is ten bytes long: more than any number of milliseconds that can be meant.
    return Number.isSafeInteger(millis) ? millis : 0;
  }
  return undefined;
}
