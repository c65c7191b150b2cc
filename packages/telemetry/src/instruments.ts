import {
  type BatchObservableCallback,
  type Counter,
  type Histogram,
  type Meter,
  metrics,
  type MetricOptions,
  type Observable,
  type ObservableGauge,
  trace,
  type Tracer,
  type UpDownCounter,
} from "@opentelemetry/api";
import { appScopeName, appScopeVersion } from "./names.ts";

let provider: unknown;
let cached: Meter | undefined;
const instruments = new Map<string, Counter | Histogram | UpDownCounter>();

/** The meter of whatever provider is registered now; instruments of an earlier one, or of none, are forgotten. */
function meter(): Meter {
  const current = metrics.getMeterProvider();
  if (cached === undefined || current !== provider) {
    provider = current;
    instruments.clear();
    cached = current.getMeter(appScopeName, appScopeVersion);
  }
  return cached;
}

function instrument<T extends Counter | Histogram | UpDownCounter>(name: string, create: (meter: Meter) => T): T {
  const current = meter();
  const known = instruments.get(name);
  if (known !== undefined) return known as T;
  const made = create(current);
  instruments.set(name, made);
  return made;
}

/** A counter, made at its first use. */
export function counter(name: string, unit: string, description: string): () => Counter {
  return () => instrument(name, (current) => current.createCounter(name, { unit, description }));
}

/** A number that goes up and down by steps, made at its first use. */
export function upDownCounter(name: string, unit: string, description: string): () => UpDownCounter {
  return () => instrument(name, (current) => current.createUpDownCounter(name, { unit, description }));
}

/** A histogram with boundaries of its own, made at its first use. */
export function histogram(name: string, buckets: readonly number[], options: MetricOptions): () => Histogram {
  const advice = { explicitBucketBoundaries: [...buckets] };
  return () => instrument(name, (current) => current.createHistogram(name, { ...options, advice }));
}

/** Gauges that are read together at every collection; the callback is registered with the provider of this moment. */
export function observableGauges<const Name extends string>(
  names: readonly Name[],
  options: Readonly<Record<Name, MetricOptions>>,
): {
  readonly gauges: Readonly<Record<Name, ObservableGauge>>;
  readonly observe: (callback: BatchObservableCallback) => void;
} {
  const current = meter();
  const gauges = Object.fromEntries(
    names.map((name) => [name, current.createObservableGauge(name, options[name])]),
  ) as Record<Name, ObservableGauge>;
  const all: Observable[] = Object.values(gauges);
  return { gauges, observe: (callback) => current.addBatchObservableCallback(callback, all) };
}

export function tracer(): Tracer {
  return trace.getTracer(appScopeName, appScopeVersion);
}
