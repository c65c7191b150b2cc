import { textOf } from "../text.ts";
import { readVarint } from "./varint.ts";

/** What a collector says it could not take of a request it answered with 200: field 1 of the response, `partial_success`. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

const none: PartialSuccess = { rejected: 0, message: "" };

/** Reads a protobuf or JSON response; an answer of another form says nothing. */
export function readPartialSuccess(answer: Buffer): PartialSuccess {
  if (answer.length === 0) return none;
  try {
    return answer[0] === 0x7b ? fromJson(answer) : fromProtobuf(answer);
  } catch {
    return none;
  }
}

function fromJson(answer: Buffer): PartialSuccess {
  const { partialSuccess: partial } = JSON.parse(answer.toString()) as { partialSuccess?: Record<string, unknown> };
  const rejected = Number(
    partial?.["rejectedSpans"] ?? partial?.["rejectedLogRecords"] ?? partial?.["rejectedDataPoints"] ?? 0,
  );
  return { rejected: Number.isFinite(rejected) ? rejected : 0, message: textOf(partial?.["errorMessage"]) };
}

function fromProtobuf(answer: Buffer): PartialSuccess {
  if (answer[0] !== 10) return none;
  const [length, start] = readVarint(answer, 1);
  let [rejected, message] = [0, ""];
  for (let at = start; at < start + length;) {
    const tag = answer[at++];
    const [value, next] = readVarint(answer, at);
    if (tag === 8) rejected = value;
    else if (tag === 18) message = answer.toString("utf8", next, next + value);
    else return { rejected, message };
    at = tag === 18 ? next + value : next;
  }
  return { rejected, message };
}
