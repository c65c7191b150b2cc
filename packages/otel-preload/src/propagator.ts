import { BlockList, isIP } from "node:net";
import {
  type Context,
  createContextKey,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from "@opentelemetry/api";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { isStandIn } from "./app-instrumentations.ts";
import type { Config } from "./config.ts";
import { loadPart } from "./part.ts";
import type * as B3 from "./propagator-b3.ts";

const targetKey = createContextKey("otel-preload target host");

/** Tells the propagator where a request goes: baggage may hold business data and leaves only to hosts we trust. */
export function withTargetHost(context: Context, host: string): Context {
  return context.setValue(targetKey, host);
}

/** Headers that are read but not written, in small letters: `fields()` names those that are written. */
let alsoRead: readonly string[] = [];

/** Every header that says that a request belongs to a trace, in small letters. */
export function readFields(): string[] {
  return [...propagation.fields().map((name) => name.toLowerCase()), ...alsoRead];
}

/**
 * W3C trace context to everyone; W3C baggage read from everyone, sent to private addresses and allow-listed hosts; B3
 * where it is asked for.
 */
export function createPropagator({ propagators: names, baggageHosts }: Config): TextMapPropagator {
  const propagators = names.flatMap((name) => {
    if (name === "tracecontext") return new W3CTraceContextPropagator();
    if (name === "baggage") return new GuardedBaggagePropagator(baggageHosts);
    return name.startsWith("b3") ? createB3(name === "b3multi") : [];
  });
  return new Propagators({ propagators });
}

function createB3(writesMany: boolean): TextMapPropagator {
  const { B3Propagator, b3Fields } = loadPart("b3") as typeof B3;
  alsoRead = b3Fields;
  return new B3Propagator(writesMany);
}

class Propagators extends CompositePropagator {
  override inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    // The span that is sent is the one that ours makes of the same call.
    if (!isStandIn(trace.getSpan(context))) super.inject(context, carrier, setter);
  }
}

class GuardedBaggagePropagator implements TextMapPropagator {
  private readonly inner = new W3CBaggagePropagator();
  private readonly allowed: readonly string[];

  constructor(allowed: readonly string[]) {
    this.allowed = allowed.map((host) => host.toLowerCase());
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const host = context.getValue(targetKey);
    // No host: a message broker or a caller of the API, both inside our walls.
    if (typeof host === "string" && !isPrivateHost(host) && !this.isAllowed(host)) return;
    this.inner.inject(context, carrier, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    return this.inner.extract(context, carrier, getter);
  }

  fields(): string[] {
    return this.inner.fields();
  }

  private isAllowed(host: string): boolean {
    const name = host.toLowerCase();
    return this.allowed.some((entry) => (entry.startsWith("*.") ? name.endsWith(entry.slice(1)) : name === entry));
  }
}

const privateNetworks = new BlockList();
privateNetworks.addSubnet("127.0.0.0", 8);
privateNetworks.addSubnet("10.0.0.0", 8);
privateNetworks.addSubnet("172.16.0.0", 12);
privateNetworks.addSubnet("192.168.0.0", 16);
privateNetworks.addSubnet("169.254.0.0", 16);
privateNetworks.addSubnet("::1", 128, "ipv6");
privateNetworks.addSubnet("fc00::", 7, "ipv6");
privateNetworks.addSubnet("fe80::", 10, "ipv6");

/** Private and loopback addresses, and names that cannot be public: one label, or a reserved suffix (RFC 6761, 6762, Kubernetes). */
export function isPrivateHost(host: string): boolean {
  const bare = host.startsWith("[") ? host.slice(1, -1) : host;
  const family = isIP(bare);
  if (family !== 0) return privateNetworks.check(bare, family === 6 ? "ipv6" : "ipv4");
  const name = bare.toLowerCase();
  return (
    !name.includes(".") ||
    /\.(?:local|internal|localhost|svc|home\.arpa)$/u.test(name) ||
    name.endsWith(".svc.cluster.local")
  );
}
