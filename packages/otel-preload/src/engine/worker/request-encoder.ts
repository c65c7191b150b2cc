import { writeJson } from "../json.ts";
import type { Segment, SignalName } from "../message.ts";
import { keptBytes, KeptBuffer } from "./kept-buffer.ts";
import { requestBytes, writeRequest } from "./request.ts";

/** Of one UTF-16 unit in UTF-8. */
const mostBytes = 3;

/** Makes requests of one signal, in the same memory one after the other: what `encode` returns holds until it is called again. */
export class RequestEncoder {
  private readonly signal: SignalName;
  private readonly isJson: boolean;
  private readonly memory = new KeptBuffer();
  private readonly textMemory = new KeptBuffer();

  constructor(signal: SignalName, isJson: boolean) {
    this.signal = signal;
    this.isJson = isJson;
  }

  encode(resource: Uint8Array, segments: readonly Segment[]): Buffer {
    this.memory.begin();
    const request = writeRequest(resource, segments, this.memory.room(requestBytes(resource, segments)));
    return this.isJson ? this.toText(request) : request;
  }

  private toText(request: Buffer): Buffer {
    this.textMemory.begin();
    let text = this.textMemory.room(keptBytes);
    let at = 0;
    writeJson(this.signal, request, (piece) => {
      const room = at + piece.length * mostBytes;
      if (room > text.length) text = Buffer.concat([text.subarray(0, at)], 2 * room);
      at += text.write(piece, at);
    });
    return text.subarray(0, at);
  }
}
