import {
  type Context,
  createContextKey,
  isSpanContextValid,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";

const single = "b3";
const multi = {
  traceId: "x-b3-traceid",
  spanId: "x-b3-spanid",
  sampled: "x-b3-sampled",
  flags: "x-b3-flags",
} as const;
/** What a server must look at; the parent's span id is not used. */
export const b3Fields: readonly string[] = [single, multi.traceId];

const debugKey = createContextKey("otel-preload B3 debug");
const traceIdForm = /^(?:[\da-f]{16}){1,2}$/u;
const spanIdForm = /^[\da-f]{16}$/u;

interface Received {
  readonly traceId: string;
  readonly spanId: string;
  /** `undefined` when the caller leaves it to us. */
  readonly state: string | undefined;
}

/**
 * The headers of Zipkin (openzipkin/b3-propagation), which service meshes such as Istio write, by OpenTelemetry's rules
 * ("B3 Requirements" of the propagators' API): both forms are read, the single header first; the debug flag goes on; the
 * parent's id is never sent.
 */
export class B3Propagator implements TextMapPropagator {
  private readonly writesMany: boolean;

  constructor(writesMany: boolean) {
    this.writesMany = writesMany;
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const sent = trace.getSpanContext(context);
    if (sent === undefined || !isSpanContextValid(sent) || isTracingSuppressed(context)) return;
    const { traceId, spanId, traceFlags } = sent;
    const isDebug = context.getValue(debugKey) === true;
    const sampled = (traceFlags & TraceFlags.SAMPLED) === 0 ? "0" : "1";
    if (!this.writesMany) return setter.set(carrier, single, `${traceId}-${spanId}-${isDebug ? "d" : sampled}`);
    setter.set(carrier, multi.traceId, traceId);
    setter.set(carrier, multi.spanId, spanId);
    // Debug implies that the trace is kept.
    if (isDebug) setter.set(carrier, multi.flags, "1");
    else setter.set(carrier, multi.sampled, sampled);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const read = (name: string): string | undefined => {
      const value = getter.get(carrier, name);
      return (Array.isArray(value) ? value[0] : value)?.trim().toLowerCase();
    };
    const received = readSingle(read(single)) ?? readMany(read);
    if (received === undefined) return context;
    const { traceId, spanId, state } = received;
    // Left to us: a sampler that asks the parent would otherwise drop what nobody has decided about.
    const isSampled = state === undefined || state === "1" || state === "true" || state === "d";
    const spanContext = {
      traceId: traceId.padStart(32, "0"),
      spanId,
      isRemote: true,
      traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    };
    if (!isSpanContextValid(spanContext)) return context;
    const parent = trace.setSpanContext(context, spanContext);
    return state === "d" ? parent.setValue(debugKey, true) : parent;
  }

  fields(): string[] {
    return this.writesMany ? Object.values(multi) : [single];
  }
}

/** `traceid-spanid`, with the state and the parent's id behind it or not. A state alone names no trace. */
function readSingle(header: string | undefined): Received | undefined {
  const [traceId = "", spanId = "", state, parentId, more] = header?.split("-") ?? [];
  const isWhole = more === undefined && (parentId === undefined || spanIdForm.test(parentId));
  return isWhole ? check(traceId, spanId, state) : undefined;
}

function readMany(read: (name: string) => string | undefined): Received | undefined {
  const state = read(multi.flags) === "1" ? "d" : read(multi.sampled);
  return check(read(multi.traceId) ?? "", read(multi.spanId) ?? "", state);
}

function check(traceId: string, spanId: string, state: string | undefined): Received | undefined {
  const isKnown = state === undefined || /^(?:[01d]|true|false)$/u.test(state);
  return isKnown && traceIdForm.test(traceId) && spanIdForm.test(spanId) ? { traceId, spanId, state } : undefined;
}
