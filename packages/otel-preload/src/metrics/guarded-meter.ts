import {
  type Attributes,
  type BatchObservableCallback,
  type Context,
  type Counter,
  createNoopMeter,
  type Gauge,
  type Histogram,
  type Meter,
  type MetricOptions,
  type Observable,
  type ObservableCounter,
  type ObservableGauge,
  type ObservableUpDownCounter,
  type UpDownCounter,
} from "@opentelemetry/api";
import * as diag from "../diag.ts";
import { toAttributes } from "../instrumentation/lib/log-attributes.ts";

/** Instruments stay for the life of the process: names made of data would fill its memory. */
const maxInstruments = 2000;
const maxTextLength = 1000;
const maxAttributes = 128;
const known = new Set<string>();
const noop = createNoopMeter();

/** Between the application and the SDK's meter, which throws at values that are no numbers and attributes that are no JSON. */
export class GuardedMeter implements Meter {
  private readonly meter: Meter;

  constructor(meter: Meter) {
    this.meter = meter;
  }

  createCounter<A extends Attributes>(name: string, options?: MetricOptions): Counter<A> {
    const counter = this.roomFor(name).createCounter(name, options);
    return { add: guard((value, attributes, active) => counter.add(value, attributes, active)) };
  }

  createUpDownCounter<A extends Attributes>(name: string, options?: MetricOptions): UpDownCounter<A> {
    const counter = this.roomFor(name).createUpDownCounter(name, options);
    return { add: guard((value, attributes, active) => counter.add(value, attributes, active)) };
  }

  createHistogram<A extends Attributes>(name: string, options?: MetricOptions): Histogram<A> {
    const histogram = this.roomFor(name).createHistogram(name, options);
    return { record: guard((value, attributes, active) => histogram.record(value, attributes, active)) };
  }

  createGauge<A extends Attributes>(name: string, options?: MetricOptions): Gauge<A> {
    const gauge = this.roomFor(name).createGauge(name, options);
    return { record: guard((value, attributes, active) => gauge.record(value, attributes, active)) };
  }

  createObservableCounter<A extends Attributes>(name: string, options?: MetricOptions): ObservableCounter<A> {
    return this.roomFor(name).createObservableCounter(name, options);
  }

  createObservableUpDownCounter<A extends Attributes>(
    name: string,
    options?: MetricOptions,
  ): ObservableUpDownCounter<A> {
    return this.roomFor(name).createObservableUpDownCounter(name, options);
  }

  createObservableGauge<A extends Attributes>(name: string, options?: MetricOptions): ObservableGauge<A> {
    return this.roomFor(name).createObservableGauge(name, options);
  }

  addBatchObservableCallback<A extends Attributes>(
    callback: BatchObservableCallback<A>,
    observables: Observable<A>[],
  ): void {
    this.meter.addBatchObservableCallback(callback, observables);
  }

  removeBatchObservableCallback<A extends Attributes>(
    callback: BatchObservableCallback<A>,
    observables: Observable<A>[],
  ): void {
    this.meter.removeBatchObservableCallback(callback, observables);
  }

  private roomFor(name: string): Meter {
    if (known.has(name)) return this.meter;
    if (known.size >= maxInstruments) {
      diag.warnOnce(`more than ${maxInstruments} metrics of different names; the others are left out`);
      return noop;
    }
    known.add(name);
    return this.meter;
  }
}

type Measure = (value: number, attributes?: Attributes, active?: Context) => void;

function guard(measure: Measure): Measure {
  return (value, attributes, active) => {
    if (typeof value !== "number") {
      diag.warnOnce(`a measured value is a ${typeof value}, expected a number; it is left out`);
      return;
    }
    try {
      measure(value, isPlain(attributes) ? attributes : describe(attributes), active);
    } catch (thrown) {
      diag.warnOnce(`a measurement threw: ${diag.describeError(thrown)}; it is left out`);
    }
  };
}

function describe(attributes: unknown): Attributes | undefined {
  if (typeof attributes !== "object" || attributes === null) return undefined;
  return Object.fromEntries(Object.entries(toAttributes(attributes) as Attributes).slice(0, maxAttributes));
}

/** Attributes as nearly all are; others are copied, cut and described first, as they become a key in memory. */
function isPlain(attributes: Attributes | undefined): boolean {
  if (attributes === undefined) return true;
  if (typeof attributes !== "object" || attributes === null) return false;
  try {
    let count = 0;
    for (const key in attributes) {
      const value = attributes[key];
      if (++count > maxAttributes) return false;
      if (typeof value === "string" ? value.length > maxTextLength : !isScalar(value)) return false;
    }
    return true;
  } catch {
    return false;
  }
}

function isScalar(value: unknown): boolean {
  return typeof value === "number" || typeof value === "boolean" || value === undefined;
}
