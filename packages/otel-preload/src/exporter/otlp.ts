import type { ISerializer } from "@opentelemetry/otlp-transformer";
import type { OtlpConfig, Signal } from "../config.ts";
import * as diag from "../diag.ts";
import { EndpointHealth } from "./health.ts";
import { OtlpTransport } from "./transport.ts";

const firstRetryMillis = 500;
const maxRetryMillis = 5000;
/** ±20 %, so that a fleet does not come back at the same moment. */
const jitter = 0.2;

interface PartialSuccess {
  readonly partialSuccess?: {
    readonly rejectedSpans?: number;
    readonly rejectedLogRecords?: number;
    readonly rejectedDataPoints?: number;
    readonly errorMessage?: string;
  };
}

/**
 * Sends one signal to one OTLP/HTTP address: encodes, retries what may be retried until `deadlineMillis`, counts what
 * was lost, and reports the state of the address. Never throws.
 */
export class OtlpExporter<T> {
  readonly signal: Signal;
  readonly config: OtlpConfig;
  lost = 0;
  delivered = 0;
  private readonly transport: OtlpTransport;
  private readonly health: EndpointHealth;
  private readonly serializer: ISerializer<T, PartialSuccess>;
  private readonly stopRetries = new AbortController();

  constructor(signal: Signal, config: OtlpConfig, serializer: ISerializer<T, PartialSuccess>) {
    this.signal = signal;
    this.config = config;
    this.serializer = serializer;
    this.transport = new OtlpTransport(config);
    this.health = new EndpointHealth(signal, config.url);
  }

  get headers(): Readonly<Record<string, string>> {
    return this.transport.headers;
  }

  encode(items: T): Uint8Array | undefined {
    try {
      return this.serializer.serializeRequest(items);
    } catch (thrown) {
      diag.warnOnce(`${this.signal} could not be encoded: ${diag.describeError(thrown)}; the batch is left out`);
      return undefined;
    }
  }

  /** `count` is the number of spans, records or metrics in `items`, for the books. Resolves to whether they were delivered. */
  async export(items: T, count: number, deadlineMillis: number): Promise<boolean> {
    const body = this.encode(items);
    if (body === undefined) {
      this.lost += count;
      return false;
    }
    const deadline = Date.now() + deadlineMillis;
    for (let attempt = 0; ; attempt++) {
      const result = await this.transport.send(body);
      if (result.kind === "delivered") {
        this.delivered += count;
        this.health.delivered();
        this.reportPartial(result.body);
        return true;
      }
      const pauseMillis =
        result.kind === "retry" ? (result.afterMillis ?? backoffMillis(attempt)) : Number.POSITIVE_INFINITY;
      const over = Date.now() + pauseMillis > deadline || this.stopRetries.signal.aborted;
      this.health.failed(result.reason, over ? count : 0, remedy(result));
      if (over) {
        this.lost += count;
        return false;
      }
      await pause(pauseMillis, this.stopRetries.signal);
    }
  }

  /** From now on a failed attempt is the last one: the process is leaving. */
  stopRetrying(): void {
    this.stopRetries.abort();
  }

  private reportPartial(body: Buffer): void {
    if (body.length === 0 || this.config.protocol === "http/json") return;
    const partial = this.readPartial(body);
    const rejected = partial?.rejectedSpans ?? partial?.rejectedLogRecords ?? partial?.rejectedDataPoints ?? 0;
    if (rejected === 0) return;
    this.lost += rejected;
    diag.warnOnce(`the collector rejected some ${this.signal}: ${partial?.errorMessage ?? "no reason given"}`);
  }

  private readPartial(body: Buffer): PartialSuccess["partialSuccess"] {
    try {
      return this.serializer.deserializeResponse(body).partialSuccess;
    } catch {
      return undefined;
    }
  }
}

function remedy(result: { readonly kind: string }): string {
  return result.kind === "refused"
    ? "Check OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS."
    : "Is the collector running? OTEL_EXPORTER_OTLP_ENDPOINT names its address.";
}

function backoffMillis(attempt: number): number {
  const base = Math.min(firstRetryMillis * 2 ** attempt, maxRetryMillis);
  return base * (1 - jitter + 2 * jitter * Math.random());
}

function pause(millis: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, millis).unref();
  signal.addEventListener(
    "abort",
    () => {
      clearTimeout(timer);
      resolve();
    },
    { once: true },
  );
  return promise;
}
