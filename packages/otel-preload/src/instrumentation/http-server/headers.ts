import type { IncomingHttpHeaders } from "node:http";
import { readFields } from "../../propagator.ts";

let traceFields: readonly string[] = [];

/** Called when the propagators are known. */
export function learnTraceFields(): void {
  traceFields = readFields();
}

/** Whether there is anything that a propagator reads: mostly not, and asking them costs more than the span. */
export function isTraced(headers: IncomingHttpHeaders): boolean {
  for (let i = 0; i < traceFields.length; i++) if (headers[traceFields[i] as string] !== undefined) return true;
  return false;
}
