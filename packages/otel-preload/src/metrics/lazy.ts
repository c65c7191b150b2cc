import { createNoopMeter, type Meter, type MeterOptions, type MeterProvider } from "@opentelemetry/api";
import type { MeterProvider as SdkMeterProvider } from "@opentelemetry/sdk-metrics";
import { isDouble } from "../app-instrumentations.ts";
import * as diag from "../diag.ts";
import { GuardedMeter } from "./guarded-meter.ts";

/** Processes that only start, do one thing and end are over by then. */
const soonMillis = 250;

/**
 * The SDK for metrics and what the process tells of itself, loaded when somebody asks for a meter, which our own
 * instrumentations do before they measure, or a little after the start. It is a third of all our code.
 */
export class LazyMeterProvider implements MeterProvider {
  private readonly create: () => SdkMeterProvider;
  private readonly created: () => void;
  private provider: SdkMeterProvider | undefined;
  private isTried = false;

  /** `created` is called when meters can be had from here. */
  constructor(create: () => SdkMeterProvider, created: () => void) {
    this.create = create;
    this.created = created;
  }

  getMeter(name: string, version?: string, options?: MeterOptions): Meter {
    if (isDouble(name)) return createNoopMeter();
    this.load();
    const meter = this.provider?.getMeter(name, version, options);
    return meter === undefined ? createNoopMeter() : new GuardedMeter(meter);
  }

  loadSoon(): void {
    setTimeout(() => this.load(), soonMillis).unref();
  }

  load(): void {
    if (this.isTried) return;
    this.isTried = true;
    try {
      this.provider = this.create();
      this.created();
    } catch (thrown) {
      diag.error(`metrics did not start: ${diag.describeError(thrown)}; there are none`);
    }
  }

  async forceFlush(): Promise<void> {
    await this.provider?.forceFlush();
  }

  async shutdown(): Promise<void> {
    await this.provider?.shutdown();
  }
}
