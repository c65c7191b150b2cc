import type { Span } from "@opentelemetry/api";
import { millisOfReading, monotonicMillis, nowMillis } from "../../engine/clock.ts";
import { Later } from "../../engine/later.ts";
import { parentOf } from "../../engine/tracer.ts";
import type { DbCall } from "./db.ts";
import { DbSpan } from "./db-span.ts";
import { engineTracer } from "./telemetry.ts";
import { guarded } from "./wrap.ts";

const what = "database span";

/** A database call under way: what becomes its span when it is over. */
export class DbOperation {
  readonly call: DbCall;
  readonly parent: Span | undefined;
  /** A reading of the monotonic clock, and when that was. */
  readonly startedMonotonic: number;
  readonly startMillis: number;
  durationMillis: number = Number.NaN;
  error: unknown = undefined;
  server: { readonly address: string; readonly port: number | undefined } | undefined = undefined;
  private isSettled = false;

  /** `startedMonotonic` for a call that began before there was anything to see. */
  constructor(call: DbCall, parent: Span | undefined, startedMonotonic?: number) {
    this.call = call;
    this.parent = parent;
    this.startedMonotonic = startedMonotonic ?? monotonicMillis();
    this.startMillis =
      startedMonotonic === undefined ? nowMillis(this.startedMonotonic) : millisOfReading(startedMonotonic);
  }

  /** For drivers that choose the server after the call has begun. */
  setServer(address: string, port: number | undefined): void {
    this.server = { address, port };
  }

  /** Ends span and measurement; later calls do nothing. Never throws. */
  settle(error?: unknown): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.durationMillis = monotonicMillis() - this.startedMonotonic;
    this.error = error ?? undefined;
    // Not an error, which the application may change; and where no trace is under way, sampling decides now.
    if (this.error === undefined && this.parent !== undefined) settled.push(this);
    else guarded(what, () => record(this));
  }
}

const settled = new Later(what, record);

function record(operation: DbOperation): void {
  const tracer = engineTracer();
  if (tracer === undefined) return;
  const parent = parentOf(operation.parent);
  const span = new DbSpan(tracer.origin, parent, operation.call);
  span.beganAt(operation.startedMonotonic, operation.startMillis);
  const isKept = tracer.sampler.span(span, parent, span.kind, span.name);
  if (isKept) tracer.origin.sink.started(span);
  span.record(operation, isKept);
}
