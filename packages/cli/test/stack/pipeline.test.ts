import { hostname } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { counter, id, logs, span, traces } from "./otlp.ts";
import { startPipeline, type Pipeline } from "./pipeline.ts";
import { buildTimeoutMillis } from "./tools.ts";

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline();
}, buildTimeoutMillis);
afterAll(() => pipeline.stop());

const waiting = { timeout: 20_000, interval: 100 };

describe("metrics from spans", () => {
  test("one request through two services and a database", async () => {
    const trace = id(16);
    const [client, server] = [id(8), id(8)];
    const route = {
      "http.request.method": "POST",
      "http.route": "/orders/:id",
      "http.response.status_code": 500,
      "error.type": "500",
    };
    await pipeline.send("traces", traces("gateway", [span({ trace, id: client, name: "POST", kind: 3 })]));
    await pipeline.send(
      "traces",
      traces("orders", [
        span({ trace, id: server, parent: client, name: "POST /orders/:id", kind: 2, attributes: route }),
        span({
          trace,
          parent: server,
          name: "SELECT shop",
          kind: 3,
          attributes: { "db.system.name": "postgresql", "db.operation.name": "SELECT" },
        }),
      ]),
    );

    await expect
      .poll(() => pointsOf("traces.span.metrics.duration"), waiting)
      .toContainEqual(
        expect.objectContaining({
          "service.name": "orders",
          "service.namespace": "shop",
          "deployment.environment.name": "test",
          "span.name": "POST /orders/:id",
          "span.kind": "SPAN_KIND_SERVER",
          "http.route": "/orders/:id",
          "http.response.status_code": "500",
          "error.type": "500",
        }),
      );
    const points = pointsOf("traces.span.metrics.duration").filter((point) => point["service.name"] === "orders");
    expect(points.some((point) => "service.instance.id" in point || "collector.instance.id" in point)).toBe(false);
    expect(pipeline.textOf("/metrics")).toContain(`"traceId":"${trace}"`);
    await expect
      .poll(() => pointsOf("traces_service_graph_request_total"), waiting)
      .toEqual(
        expect.arrayContaining([
          expect.objectContaining({ client: "gateway", server: "orders" }),
          expect.objectContaining({ client: "orders", server: "postgresql", connection_type: "database" }),
        ]),
      );
  });

  test("a delta counter arrives cumulative: Prometheus refuses the batch of a delta", async () => {
    await pipeline.send("metrics", counter("shop", "shop.deltas", { n: "1" }));
    await pipeline.send("metrics", counter("shop", "shop.deltas", { n: "1" }));

    await expect.poll(() => pipeline.textOf("/metrics"), waiting).toMatch(/"shop\.deltas".{0,200}"asInt":"6"/);
    expect(pipeline.textOf("/metrics")).not.toMatch(/"aggregationTemporality":1/);
  });

  test("the machine's own metrics have a job and an instance", async () => {
    await expect
      .poll(() => pointsOf("system.cpu.time"), { timeout: 40_000, interval: 250 })
      .toContainEqual(expect.objectContaining({ "service.name": "host", "service.instance.id": hostname() }));
  });
});

describe("a log record that Loki would refuse", () => {
  test("a deep stack trace moves to the end of the line, its attribute is cut", async () => {
    const stack = `Error: deep\n${"    at f (/app/x.js:1:1)\n".repeat(3000)}the last line`;
    await pipeline.send(
      "logs",
      logs("shop", [{ body: "it failed", attributes: { "exception.type": "Error", "exception.stacktrace": stack } }]),
    );

    await expect.poll(() => pipeline.textOf("/logs"), waiting).toContain("it failed");
    const text = pipeline.textOf("/logs");
    expect(text).toContain(`it failed\\nError: deep`);
    expect(text).toContain("the last line");
    expect(text.match(/"exception\.stacktrace","value":\{"stringValue":"((?:[^"\\]|\\.)*)"/)?.[1]).toMatch(/… cut$/);
  });

  test("an ordinary stack trace stays an attribute", async () => {
    const stack = "Error: small\n    at g (/app/y.js:2:2)";
    await pipeline.send(
      "logs",
      logs("shop", [{ body: "small failure", attributes: { "exception.stacktrace": stack } }]),
    );

    await expect.poll(() => pipeline.textOf("/logs"), waiting).toContain('"small failure"');
    expect(pipeline.textOf("/logs")).toContain("Error: small\\n    at g");
  });

  test("two hundred fields become 96, the exception's are among them", async () => {
    const fields = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`field_${index}`, "v"]));
    await pipeline.send(
      "logs",
      logs("shop", [{ body: "many fields", attributes: { ...fields, "exception.type": "Kept" } }]),
    );

    await expect.poll(() => pipeline.textOf("/logs"), waiting).toContain("many fields");
    expect(pipeline.textOf("/logs").match(/"field_\d+"/g)).toHaveLength(95);
    expect(pipeline.textOf("/logs")).toContain('"Kept"');
  });
});

/** The attributes of every point of a metric, with those of its resource. */
function pointsOf(name: string): Record<string, string>[] {
  return pipeline.received
    .filter(({ path }) => path.startsWith("/metrics"))
    .flatMap(({ body }) => (JSON.parse(body) as Metrics).resourceMetrics)
    .flatMap(({ resource, scopeMetrics }) =>
      scopeMetrics
        .flatMap(({ metrics }) => metrics)
        .filter((metric) => metric.name === name)
        .flatMap((metric) => (metric.sum ?? metric.histogram ?? metric.gauge)?.dataPoints ?? [])
        .map((point) => ({ ...textsOf(resource?.attributes), ...textsOf(point.attributes) })),
    );
}

interface KeyValue {
  readonly key: string;
  readonly value: Record<string, unknown>;
}
interface Points {
  readonly dataPoints: { readonly attributes?: KeyValue[] }[];
}
interface Metrics {
  readonly resourceMetrics: {
    readonly resource?: { readonly attributes?: KeyValue[] };
    readonly scopeMetrics: {
      readonly metrics: {
        readonly name: string;
        readonly sum?: Points;
        readonly histogram?: Points;
        readonly gauge?: Points;
      }[];
    }[];
  }[];
}

function textsOf(attributes: readonly KeyValue[] = []): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]));
}
