import { toJson } from "../json.ts";
import type { Segment, SignalName } from "../message.ts";
import { KeptBuffer } from "./kept-buffer.ts";
import { requestBytes, writeRequest } from "./request.ts";

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
    const text = toJson(this.signal, request);
    this.textMemory.begin();
    const bytes = this.textMemory.room(Buffer.byteLength(text));
    bytes.write(text);
    return bytes;
  }
}
