import type { SignalName, Segment } from "./message.ts";
import { toJson } from "./json.ts";
import { writeRequest } from "./worker/request.ts";

/** One line of OTLP/JSON on stdout for each flush: the specification's "console" exporters are for looking at, and were asked for by name. */
export function writeToConsole(signal: SignalName, resource: Uint8Array, segments: readonly Segment[]): void {
  process.stdout.write(`${toJson(signal, writeRequest(resource, segments))}\n`);
}
