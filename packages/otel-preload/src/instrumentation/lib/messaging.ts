import {
  type Attributes,
  context,
  type Context,
  type Counter,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { durationBuckets, metricNames } from "../../names.ts";
import { reportError } from "./errors.ts";
import { durationHistogram, errorType, meter, recordError, secondsSince, tracer } from "./telemetry.ts";
import { guarded } from "./wrap.ts";

/** One thing done with a broker, as the semantic conventions name its parts. */
export interface MessagingCall {
  /** `rabbitmq`, `kafka`, `bullmq` */
  readonly system: string;
  /** In the broker's own words: `publish`, `send`, `process`, `get` */
  readonly name: string;
  readonly type: "send" | "receive" | "process";
  /** Exchange, queue or topic. */
  readonly destination: string | undefined;
  readonly consumerGroup?: string | undefined;
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
  /** More than one message in one operation. */
  readonly batchSize?: number | undefined;
  /** The library catches what the application's consumer throws: nobody else will tell of it. */
  readonly catchesErrors?: boolean;
  /** For the span alone: too many values for a metric. */
  readonly attributes?: Attributes | undefined;
}

export interface MessagingOperation {
  readonly span: Span;
  /** For the code that this operation runs, and for the headers of what it sends. */
  readonly context: Context;
  /** For libraries that say only afterwards how many messages an operation was about. */
  setBatchSize(messages: number): void;
  /** Ends span and measurements; later calls do nothing. */
  end(error?: unknown): void;
  /** Ends it as failed without an exception: the message was given back, the channel was closed. */
  fail(type: string, message: string): void;
}

/** Where a span stands: below a parent, or as the root of a trace of its own with links to what it was made of. */
export interface Origin {
  readonly parent: Context;
  readonly links?: readonly Link[] | undefined;
  /** A `performance.now()` of the past, for what turns out to be worth a span when it is over. */
  readonly startedMillis?: number | undefined;
}

const kinds = { send: SpanKind.PRODUCER, receive: SpanKind.CLIENT, process: SpanKind.CONSUMER } as const;

/** Below the active span. */
const here = (): Origin => ({ parent: context.active() });

/** Starts span and clock. `undefined` when there is nothing to record: then call the library plainly. Never throws. */
export function startMessaging(
  describe: () => MessagingCall,
  origin: () => Origin = here,
): MessagingOperation | undefined {
  return guarded("messaging span", () => {
    const from = origin();
    return isTracingSuppressed(from.parent) ? undefined : new Operation(describe(), from);
  });
}

class Operation implements MessagingOperation {
  readonly span: Span;
  readonly context: Context;
  readonly #call: MessagingCall;
  readonly #attributes: Attributes;
  readonly #startedMillis: number;
  #batchSize: number | undefined;
  #ended = false;

  constructor(call: MessagingCall, { parent, links = [], startedMillis }: Origin) {
    const now = performance.now();
    this.#call = call;
    this.#batchSize = call.batchSize;
    this.#startedMillis = startedMillis ?? now;
    this.#attributes = metricAttributes(call);
    this.span = tracer().startSpan(
      spanName(call),
      {
        kind: kinds[call.type],
        attributes: spanAttributes(call, this.#attributes),
        links: [...links],
        // Only for the past: a span with a start time given measures its end in whole milliseconds.
        ...(startedMillis === undefined ? {} : { startTime: Date.now() - (now - startedMillis) }),
      },
      parent,
    );
    this.context = trace.setSpan(parent, this.span);
  }

  setBatchSize(messages: number): void {
    this.#batchSize = messages;
    this.span.setAttribute("messaging.batch.message_count", messages);
  }

  end(error?: unknown): void {
    this.#finish(() => {
      if (error === undefined || error === null) return undefined;
      recordError(this.span, error);
      if (this.#call.catchesErrors === true) {
        const extra = { destination: this.#call.destination, system: this.#call.system };
        context.with(this.context, () => reportError({ error, mechanism: "messaging", handled: true, extra }));
      }
      return errorType(error);
    });
  }

  fail(type: string, message: string): void {
    this.#finish(() => {
      this.span.setAttribute("error.type", type);
      this.span.setStatus({ code: SpanStatusCode.ERROR, message });
      return type;
    });
  }

  #finish(judge: () => string | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    guarded("messaging span", () => {
      const failure = judge();
      if (failure !== undefined) this.#attributes["error.type"] = failure;
      const duration = this.#call.type === "process" ? processDuration : operationDuration;
      const messages = this.#call.type === "send" ? sentMessages : consumedMessages;
      duration().record(secondsSince(this.#startedMillis), this.#attributes, this.context);
      messages().add(this.#batchSize ?? 1, this.#attributes, this.context);
      this.span.end();
    });
  }
}

function spanName({ name, destination }: MessagingCall): string {
  if (destination === undefined) return name;
  return `${name} ${isAnonymous(destination) ? "(anonymous)" : destination}`;
}

const operationDuration = durationHistogram(
  metricNames.messagingClientOperationDuration,
  durationBuckets.messaging,
  "Duration of operations with a message broker",
);
const processDuration = durationHistogram(
  metricNames.messagingProcessDuration,
  durationBuckets.messaging,
  "Duration of processing messages",
);
const sentMessages = messageCounter(metricNames.messagingClientSentMessages, "Messages given to the broker");
const consumedMessages = messageCounter(
  metricNames.messagingClientConsumedMessages,
  "Messages delivered to the application",
);

function messageCounter(name: string, description: string): () => Counter {
  let counter: Counter | undefined;
  return () => (counter ??= meter().createCounter(name, { unit: "{message}", description }));
}

function metricAttributes(call: MessagingCall): Attributes {
  const attributes: Attributes = {
    "messaging.system": call.system,
    "messaging.operation.name": call.name,
    "messaging.operation.type": call.type,
  };
  if (call.destination !== undefined) {
    if (isAnonymous(call.destination)) attributes["messaging.destination.anonymous"] = true;
    else attributes["messaging.destination.name"] = call.destination;
  }
  if (call.consumerGroup !== undefined) attributes["messaging.consumer.group.name"] = call.consumerGroup;
  if (call.serverAddress !== undefined) attributes["server.address"] = call.serverAddress;
  if (call.serverPort !== undefined) attributes["server.port"] = call.serverPort;
  return attributes;
}

function spanAttributes(call: MessagingCall, common: Attributes): Attributes {
  const attributes: Attributes = { ...common, ...call.attributes };
  if (call.destination !== undefined) attributes["messaging.destination.name"] = call.destination;
  if (call.batchSize !== undefined) attributes["messaging.batch.message_count"] = call.batchSize;
  return attributes;
}

/** Names made up by RabbitMQ for one connection each: no name for a metric or a span. */
export function isAnonymous(destination: string): boolean {
  return destination.startsWith("amq.gen-") || destination.startsWith("amq.rabbitmq.reply-to");
}
