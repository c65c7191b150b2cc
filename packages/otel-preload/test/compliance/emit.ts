// node --import @org/otel-preload emit.ts WHAT: telemetry whose amount is known, for the rows about settings and exports.
import { createServer, request, type RequestOptions } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import {
  type Attributes,
  context,
  createContextKey,
  logs,
  metrics,
  propagation,
  ROOT_CONTEXT,
  trace,
} from "@opentelemetry/api";

/** Without a span of its own: the headers are what is given. */
function get(options: RequestOptions): Promise<string> {
  return new Promise((resolve) => {
    const suppressed = context
      .active()
      .setValue(createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING"), true);
    context.with(suppressed, () => request(options, (response) => void text(response).then(resolve)).end());
  });
}

const tracer = trace.getTracer("emit");
const logger = logs.getLogger("emit");
const remote = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", isRemote: true };

/** Five attributes, each a text of twenty characters. */
const five = (): Attributes =>
  Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`key.${index}`, "x".repeat(20)]));

const scenarios: Readonly<Record<string, (count: number) => unknown>> = {
  /** Five of each thing that a limit counts. */
  five() {
    const links = Array.from({ length: 5 }, () => ({ context: { ...remote, traceFlags: 1 }, attributes: five() }));
    const span = tracer.startSpan("five", { attributes: five(), links });
    for (let index = 0; index < 5; index++) span.addEvent(`event ${index}`, five());
    span.end();
    logger.emit({ body: "five", attributes: five() });
  },
  spans(count) {
    for (let index = 0; index < count; index++) tracer.startSpan(`span ${index}`).end();
  },
  records(count) {
    for (let index = 0; index < count; index++) logger.emit({ body: `record ${index}` });
  },
  /** A child of nobody, of a sampled and of an unsampled caller: whether each records, and whose ids it has. */
  children() {
    const parents = [
      ROOT_CONTEXT,
      ...[1, 0].map((traceFlags) => trace.setSpanContext(ROOT_CONTEXT, { ...remote, traceFlags })),
    ];
    const children = parents.map((parent) => tracer.startSpan("child", {}, parent));
    console.log(JSON.stringify(children.map((child) => ({ ...child.spanContext(), recording: child.isRecording() }))));
    for (const child of children) child.end();
  },
  headers() {
    const baggage = propagation.createBaggage({ tenant: { value: "blue" } });
    const carrier = {};
    const holder = propagation.setBaggage(
      trace.setSpanContext(context.active(), { ...remote, traceFlags: 1 }),
      baggage,
    );
    propagation.inject(holder, carrier);
    console.log(JSON.stringify(Object.keys(carrier).toSorted()));
  },
  /** Requests to a server of its own, with B3 headers or none; each prints what the next service would get. */
  async b3() {
    const server = createServer((_request, response) => {
      const carrier = {};
      propagation.inject(context.active(), carrier);
      response.end(JSON.stringify(carrier));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const { traceId, spanId } = remote;
    const many = { "x-b3-traceid": traceId.slice(16), "x-b3-spanid": spanId };
    const sent: Readonly<Record<string, string>>[] = [
      { b3: `${traceId}-${spanId}-1-${spanId}` },
      { ...many, "x-b3-flags": "1" },
      { ...many, "x-b3-sampled": "0" },
    ];
    for (const headers of sent) console.log(await get({ host: "127.0.0.1", port, headers }));
    server.close();
  },
  async metrics(millis) {
    metrics.getMeter("emit", "1", { schemaUrl: "https://example.com/1" }).createCounter("emitted").add(1);
    await setTimeout(millis);
  },
  /** One span and one record, then time for the answer. */
  async one(millis) {
    tracer.startSpan("one").end();
    logger.emit({ body: "one" });
    await setTimeout(millis);
  },
  flushTraces: () => flushAndDie(trace.getTracerProvider(), "forceFlush"),
  flushLogs: () => flushAndDie(logs.getLoggerProvider(), "forceFlush"),
  shutdownTraces: () => flushAndDie(trace.getTracerProvider(), "shutdown"),
  shutdownLogs: () => flushAndDie(logs.getLoggerProvider(), "shutdown"),
};

/** Nothing else can deliver in a process that is killed. */
async function flushAndDie(provider: object, method: "forceFlush" | "shutdown"): Promise<void> {
  tracer.startSpan("flushed").end();
  logger.emit({ body: "flushed" });
  const real = "getDelegate" in provider ? (provider.getDelegate as () => object).call(provider) : provider;
  await (real as Record<string, () => Promise<void>>)[method]?.();
  process.kill(process.pid, "SIGKILL");
}

await scenarios[process.argv[2] ?? ""]?.(Number(process.argv[3]));
