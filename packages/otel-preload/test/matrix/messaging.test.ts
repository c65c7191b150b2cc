import { describe, expect, onTestFinished, test } from "vitest";
import type { TestSpan } from "../../../../test/otlp-receiver.ts";
import { startEnvelopeReceiver } from "../sentry/envelope-receiver.ts";
import { lastPoint, observe, type Observed, serverUrl, spansOf, treeOf } from "./observed.ts";

const current = "packages/otel-preload/test/fixtures/messaging";
const older = "test/fixtures/messaging-older";

/** What every request of the programs looks like from its own side. */
const request = (inner: string): string => `client GET\n  server GET\n${inner}`;
const processed = (send: string, process: string): string =>
  request(`    producer ${send}\n      consumer ${process}\n        client GET\n          server GET`);

function exceptionOf(span: TestSpan | undefined): object {
  return {
    status: span?.status.code,
    type: span?.attributes["error.type"],
    event: span?.events[0]?.attributes["exception.message"],
  };
}

describe("amqplib", () => {
  const rows = [
    ["cjs", `${current}/use-amqplib.cjs`],
    ["esm", `${current}/use-amqplib.mjs`],
    ["cjs, 0.10", `${older}/use-amqplib.cjs`],
  ] as const;

  test.for(rows)("%s", async ([, file], context) => {
    const url = serverUrl(context, "rabbitmq");
    const observed = await observe({ file, env: { RABBITMQ_URL: url } });
    const { port } = new URL(url);
    checkTrees(observed);
    checkAttributes(observed, Number(port));
    checkFailures(observed);
    checkMetrics(observed);
    expect(observed.sent).not.toContain("4111111111111111");
  });

  function checkTrees(observed: Observed): void {
    expect(treeOf(observed, "/publish")).toBe(processed("publish shop", "process orders"));
    expect(treeOf(observed, "/send")).toBe(processed("publish orders", "process orders"));
    expect(treeOf(observed, "/confirm")).toBe(request("    producer publish shop\n    producer publish mail"));
    expect(treeOf(observed, "/get")).toBe(request("    client get mail\n    client get mail\n    client get mail"));
    expect(treeOf(observed, "/callback")).toBe(request("    producer publish callbacks\n    client get callbacks"));
    expect(treeOf(observed, "/noack")).toBe(request("    producer publish noack\n      consumer process noack"));
  }

  function checkAttributes(observed: Observed, port: number): void {
    const server = { "server.address": "127.0.0.1", "server.port": port };
    expect(spansOf(observed, "/publish", "publish shop")[0]?.attributes).toEqual({
      ...server,
      "messaging.system": "rabbitmq",
      "messaging.operation.name": "publish",
      "messaging.operation.type": "send",
      "messaging.destination.name": "shop",
      "messaging.rabbitmq.destination.routing_key": "key.orders",
      "messaging.message.body.size": 27,
      "messaging.message.id": "publish",
    });
    expect(spansOf(observed, "/publish", "process orders")[0]?.attributes).toMatchObject({
      ...server,
      "messaging.operation.type": "process",
      "messaging.destination.name": "orders",
      "messaging.rabbitmq.destination.routing_key": "key.orders",
      "messaging.message.body.size": 27,
    });
    const published = spansOf(observed, "/confirm", "publish shop")[0];
    const [got] = spansOf(observed, "/get", "get mail");
    expect(got?.links).toEqual([{ traceId: published?.traceId, spanId: published?.spanId }]);
  }

  function checkFailures(observed: Observed): void {
    expect(exceptionOf(spansOf(observed, "/throw", "process orders")[0])).toEqual({
      status: 2,
      type: "Error",
      event: "consumer failed",
    });
    expect(exceptionOf(spansOf(observed, "/nack", "process orders")[0])).toEqual({
      status: 2,
      type: "nack",
      event: undefined,
    });
    expect(exceptionOf(spansOf(observed, "/late", "process late")[0])).toEqual({
      status: 2,
      type: "reject",
      event: undefined,
    });
    expect(exceptionOf(spansOf(observed, "/reject", "publish shop")[0])).toMatchObject({
      status: 2,
      type: "TypeError",
    });
    // Given back 30 ms after the callback had returned.
    const late = spansOf(observed, "/late", "process late")[0];
    expect(Number((late?.endNanos ?? 0n) - (late?.startNanos ?? 0n))).toBeGreaterThan(25e6);
    const unreachable = { "messaging.system": "rabbitmq", "server.port": 1, "error.type": "ECONNREFUSED" };
    expect(lastPoint(observed, "otel_preload.connection.failures", unreachable)?.value).toBe(1);
  }

  function checkMetrics(observed: Observed): void {
    const rabbitmq = { "messaging.system": "rabbitmq" };
    const shop = { ...rabbitmq, "messaging.operation.name": "publish", "messaging.destination.name": "shop" };
    expect(lastPoint(observed, "messaging.client.operation.duration", shop)).toMatchObject({ unit: "s", count: 5 });
    expect(lastPoint(observed, "messaging.client.sent.messages", shop)?.value).toBe(5);
    const orders = { ...rabbitmq, "messaging.operation.name": "process", "messaging.destination.name": "orders" };
    expect(lastPoint(observed, "messaging.process.duration", { ...orders, "error.type": "nack" })?.count).toBe(1);
    expect(lastPoint(observed, "messaging.client.consumed.messages", { ...orders, "error.type": "Error" })?.value).toBe(
      1,
    );
    expect(
      lastPoint(observed, "otel_preload.messaging.queue.depth", { ...rabbitmq, "messaging.destination.name": "mail" })
        ?.value,
    ).toBe(0);
  }
});

describe("kafkajs", () => {
  const rows = [
    ["cjs", `${current}/use-kafkajs.cjs`],
    ["esm", `${current}/use-kafkajs.mjs`],
  ] as const;

  test.for(rows)("%s", async ([, file], context) => {
    const observed = await observe({ file, env: { KAFKA_BROKER: serverUrl(context, "kafka") } });
    const single = nameOf(observed, /^send (single-\d+)$/u);
    const batch = nameOf(observed, /^send (batch-\d+)$/u);
    expect(treeOf(observed, "/send")).toBe(
      request(
        [`    producer send ${single}`, once(single), `    producer send ${single}`, once(single), once(single)].join(
          "\n",
        ),
      ),
    );
    const failed = spansOf(observed, "/send", `process ${single}`).filter(({ status }) => status.code === 2);
    expect(failed.map(exceptionOf)).toEqual([{ status: 2, type: "Error", event: "consumer failed" }]);
    expect(exceptionOf(spansOf(observed, "/refused", `send ${single}`)[0])).toMatchObject({
      status: 2,
      type: "KafkaJSNonRetriableError",
    });
    checkBatch(observed, batch);
    checkMetrics(observed, single);
  });

  const once = (topic: string): string => `      consumer process ${topic}\n        client GET\n          server GET`;

  function checkBatch(observed: Observed, topic: string): void {
    expect(treeOf(observed, "/batch")).toBe(request(`    producer send ${topic}`));
    const [sent] = spansOf(observed, "/batch", `send ${topic}`);
    const [processing] = observed.spans.filter(({ name }) => name === `process ${topic}`);
    expect(processing?.parentSpanId).toBeUndefined();
    expect(processing?.links).toEqual([{ traceId: sent?.traceId, spanId: sent?.spanId }]);
    expect(processing?.attributes).toMatchObject({
      "messaging.system": "kafka",
      "messaging.batch.message_count": 3,
      "messaging.consumer.group.name": topic.replace("batch", "reports"),
      "messaging.destination.partition.id": "0",
      "server.address": "127.0.0.1",
    });
  }

  function checkMetrics(observed: Observed, topic: string): void {
    const kafka = { "messaging.system": "kafka", "messaging.destination.name": topic };
    expect(
      lastPoint(observed, "messaging.client.operation.duration", { ...kafka, "messaging.operation.name": "send" }),
    ).toMatchObject({ unit: "s" });
    expect(lastPoint(observed, "messaging.process.duration", { ...kafka, "error.type": "Error" })?.count).toBe(1);
    expect(
      lastPoint(observed, "otel_preload.messaging.queue.depth", {
        ...kafka,
        "messaging.consumer.group.name": topic.replace("single", "shop"),
      })?.value,
    ).toBe(0);
    const unreachable = { "messaging.system": "kafka", "server.port": 1, "error.type": "ECONNREFUSED" };
    expect(lastPoint(observed, "otel_preload.connection.failures", unreachable)?.value).toBe(1);
  }
});

describe("bullmq", () => {
  const rows = [
    ["cjs", `${current}/use-bullmq.cjs`],
    ["esm", `${current}/use-bullmq.mjs`],
    ["cjs, 5", `${older}/use-bullmq.cjs`],
  ] as const;

  test.for(rows)("%s", async ([, file], context) => {
    const env = { REDIS_URL: serverUrl(context, "redis"), OTEL_METRIC_EXPORT_INTERVAL: "200", LINGER_MILLIS: "600" };
    const observed = await observe({ file, env });
    const queue = nameOf(observed, /^add (jobs-\d+)$/u);
    const job = `      consumer process ${queue}\n        client GET\n          server GET`;
    const add = `    producer add ${queue}`;
    // The second call of the application is its listener for finished jobs, run in the context of the job.
    expect(treeOf(observed, "/single")).toBe(request(`${add}\n${job}\n        client GET\n          server GET`));
    for (const path of ["/retried", "/bulk", "/flow"])
      expect(treeOf(observed, path)).toBe(request(`${add}\n${job}\n${job}`));
    expect(spansOf(observed, "/retried", `process ${queue}`).map(exceptionOf)).toEqual([
      { status: 2, type: "Error", event: "processor failed" },
      { status: 0, type: undefined, event: undefined },
    ]);
    expect(exceptionOf(spansOf(observed, "/refused", `add ${queue}`)[0])).toMatchObject({ status: 2, type: "Error" });
    checkRepeated(observed, queue);
    checkNoNoise(observed);
    checkMetrics(observed, queue);
    expect(observed.sent).not.toContain("4111111111111111");
  });

  function checkRepeated(observed: Observed, queue: string): void {
    const [scheduled] = spansOf(observed, "/repeated", `add ${queue}`);
    const repeated = observed.spans.filter(({ attributes }) => attributes["bullmq.job.scheduler.id"] === "every");
    expect(repeated).toHaveLength(2);
    expect(new Set(repeated.map(({ traceId }) => traceId)).size).toBe(2);
    for (const span of repeated) {
      expect(span.parentSpanId).toBeUndefined();
      expect(span.links).toEqual([{ traceId: scheduled?.traceId, spanId: scheduled?.spanId }]);
    }
  }

  /** BullMQ's own traffic leaves nothing; HSET is what BullMQ 5 does when a queue is made, EVALSHA the program's own `obliterate`. */
  function checkNoNoise({ spans }: Observed): void {
    const redis = spans.filter(({ attributes }) => attributes["db.system.name"] === "redis").map(({ name }) => name);
    expect(redis.filter((name) => name !== "HSET" && name !== "EVALSHA")).toEqual([]);
    expect(redis.length).toBeLessThan(4);
  }

  function checkMetrics(observed: Observed, queue: string): void {
    const bullmq = { "messaging.system": "bullmq", "messaging.destination.name": queue };
    const process = { ...bullmq, "messaging.operation.name": "process" };
    expect(lastPoint(observed, "messaging.process.duration", { ...process, "error.type": "Error" })).toMatchObject({
      unit: "s",
      count: 1,
    });
    expect(
      lastPoint(observed, "messaging.client.sent.messages", {
        ...bullmq,
        "messaging.operation.name": "add",
        "messaging.operation.type": "send",
      }),
    ).toBeDefined();
    expect(
      lastPoint(observed, "messaging.client.operation.duration", { ...bullmq, "messaging.operation.name": "add" }),
    ).toMatchObject({ unit: "s" });
    const depths = observed.points.filter(({ name }) => name === "otel_preload.messaging.queue.depth");
    expect(depths.at(-1)).toMatchObject({ value: 0, attributes: bullmq });
    const ages = observed.points.filter(({ name }) => name === "otel_preload.messaging.queue.oldest_age");
    expect(ages.at(-1)).toMatchObject({ unit: "s", value: 0, attributes: bullmq });
    const workers = observed.points.filter(({ name }) => name === "otel_preload.messaging.queue.workers");
    expect(workers[0]).toMatchObject({ unit: "{worker}", attributes: bullmq });
    expect(Math.max(...workers.map(({ value }) => value ?? 0))).toBe(1);
  }
});

/** Programs put their process id into the names of what they leave behind in a server. */
function nameOf({ spans }: Observed, pattern: RegExp): string {
  const name = spans.flatMap((span) => pattern.exec(span.name)?.[1] ?? []).at(0);
  expect(name, String(pattern)).toBeDefined();
  return name as string;
}

describe("what a consumer throws and the library catches becomes a Sentry event", () => {
  test.for([
    ["kafkajs", "KAFKA_BROKER", "kafka", "consumer failed"],
    ["bullmq", "REDIS_URL", "redis", "processor failed"],
  ] as const)("%s", async ([library, variable, server, message], context) => {
    const sentry = await startEnvelopeReceiver();
    onTestFinished(() => sentry.close());
    const env = { [variable]: serverUrl(context, server), SENTRY_DSN: sentry.dsn };
    const observed = await observe({ file: `${current}/use-${library}.cjs`, env });
    const failed = observed.spans.find(({ kind, status }) => kind === 5 && status.code === 2);
    expect(
      sentry.events.map(({ exception, contexts }) => [exception?.values?.at(-1)?.value, contexts?.trace?.span_id]),
    ).toEqual([[message, failed?.spanId]]);
    expect(sentry.events[0]?.exception?.values?.at(-1)?.mechanism).toMatchObject({ type: "messaging", handled: true });
  });
});
