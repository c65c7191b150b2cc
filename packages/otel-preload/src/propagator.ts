import { BlockList, isIP } from "node:net";
import {
  type Context,
  createContextKey,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from "@opentelemetry/api";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import type { Config } from "./config.ts";

const targetKey = createContextKey("otel-preload target host");

/** Tells the propagator where a request goes: baggage may hold business data and leaves only to hosts we trust. */
export function withTargetHost(context: Context, host: string): Context {
  return context.setValue(targetKey, host);
}

/** W3C trace context to everyone; W3C baggage read from everyone, sent to private addresses and allow-listed hosts. */
export function createPropagator(config: Config): TextMapPropagator {
  const propagators: TextMapPropagator[] = [];
  if (config.propagators.includes("tracecontext")) propagators.push(new W3CTraceContextPropagator());
  if (config.propagators.includes("baggage")) propagators.push(new GuardedBaggagePropagator(config.baggageHosts));
  return new CompositePropagator({ propagators });
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
