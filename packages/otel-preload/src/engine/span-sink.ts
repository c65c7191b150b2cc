import type { LimitsConfig } from "../config.ts";
import type { ByteWriter } from "./bytes.ts";
import type { Outbox } from "./outbox.ts";
import type { EngineSpan } from "./span.ts";
import type { SpanWriter } from "./span-writer.ts";

/** Looks at spans as they come and go; Sentry's trail does. */
export interface SpanObserver {
  started(span: EngineSpan): void;
  ended(span: EngineSpan): void;
}

/** Takes the spans of all tracers when they end. */
export class SpanSink {
  readonly limits: LimitsConfig;
  private readonly writer: SpanWriter;
  /** Where the bytes go; without one spans are only observed. */
  private readonly outbox: Outbox | undefined;
  private readonly observers: readonly SpanObserver[];
  private readonly write = (writer: ByteWriter, span: EngineSpan): void => this.writer.write(writer, span);

  constructor(
    limits: LimitsConfig,
    writer: SpanWriter,
    outbox: Outbox | undefined,
    observers: readonly SpanObserver[],
  ) {
    this.limits = limits;
    this.writer = writer;
    this.outbox = outbox;
    this.observers = observers;
  }

  started(span: EngineSpan): void {
    // Mostly none; an iterator for each span would be garbage.
    if (this.observers.length > 0) for (const observer of this.observers) observer.started(span);
  }

  ended(span: EngineSpan): void {
    if (this.observers.length > 0) for (const observer of this.observers) observer.ended(span);
    this.outbox?.add(span.scope, this.write, span);
  }
}
