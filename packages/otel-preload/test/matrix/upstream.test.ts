import Module, { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { startReceiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";
import { instanceOf } from "../../src/instrumentation/upstream/instance.ts";
import { upstream } from "../../src/instrumentation/upstream/table.ts";
import { lastPoint, observe, type Observed, serverSpan, serverUrl } from "./observed.ts";

// A part is a file of the bundle; the sources have none beside them.
vi.mock(import("../../src/part.ts"), () => {
  const load = createRequire(import.meta.url);
  return { partFolder: "", loadPart: (name: string): unknown => load(`../../dist/${name}.cjs`) };
});

const folder = "packages/otel-preload/test/fixtures/upstream";
const formats = [["cjs"], ["mjs"]] as const;
const fixture = (library: string, format: string): string => `${folder}/use-${library}.${format}`;

/** `kind name | scope` of every span, in the order of their starts. */
function outline({ spans }: Observed): string[] {
  const kinds = ["", "internal", "server", "client", "producer", "consumer"];
  return spans
    .toSorted((a, b) => Number(a.startNanos - b.startNanos))
    .map(({ kind, name, parentSpanId }) => `${parentSpanId === undefined ? "" : "  "}${kinds[kind]} ${name}`);
}

describe("grpc", () => {
  test.for(formats)("%s", async ([format]) => {
    const observed = await observe({ file: fixture("grpc", format) });
    expect(outline(observed)).toEqual([
      "client grpc.shop.Orders/Find",
      "  server grpc.shop.Orders/Find",
      "client grpc.shop.Orders/Fail",
      "  server grpc.shop.Orders/Fail",
    ]);
    const failed = observed.spans.filter(({ status }) => status.code === 2);
    expect(failed.map(({ attributes }) => attributes["rpc.grpc.status_code"])).toEqual([5, 5]);
  });
});

describe("graphql", () => {
  test.for(formats)("%s", async ([format]) => {
    const observed = await observe({ file: fixture("graphql", format) });
    expect(outline(observed)).toEqual(
      expect.arrayContaining(["internal query One", "  internal graphql.resolve order"]),
    );
    expect(observed.sent).not.toContain("hunter2");
  });
});

describe("hapi: the route, no span of its own", () => {
  test.for(formats)("%s", async ([format]) => {
    const observed = await observe({ file: fixture("hapi", format) });
    expect(outline(observed)).toEqual(["client GET", "  server GET /orders/{id}"]);
    expect(serverSpan(observed, "/orders/42").attributes["http.route"]).toBe("/orders/{id}");
  });
});

describe("connect: the route and the error, no span of its own", () => {
  test.for(formats)("%s", async ([format]) => {
    const observed = await observe({ file: fixture("connect", format), env: { NODE_ENV: "test" } });
    expect(outline(observed)).toEqual(["client GET", "  server GET /orders", "client GET", "  server GET /fail"]);
    expect(serverSpan(observed, "/fail").events[0]?.attributes["exception.message"]).toBe("handler failed");
  });
});

describe("knex over mysql2: a layer above the driver", () => {
  test.for(formats)("%s", async ([format], context) => {
    const observed = await observe({
      file: fixture("knex", format),
      env: { MARIADB_URL: serverUrl(context, "mariadb") },
    });
    expect(outline(observed)).toEqual(
      expect.arrayContaining(["internal select shop", "internal raw shop", "  client SELECT nowhere"]),
    );
    const failed = observed.spans.find(({ name }) => name === "raw shop");
    expect(failed).toMatchObject({
      status: { code: 2, message: "Table ? doesn't exist" },
      attributes: {
        "db.system.name": "mysql",
        "db.query.text": "select ? from nowhere",
        "error.type": "ER_NO_SUCH_TABLE",
        "server.port": expect.any(Number),
      },
    });
    expect(observed.sent).not.toContain("hunter2");
  });
});

describe("mysql over MariaDB", () => {
  test.for(formats)("%s", async ([format], context) => {
    const observed = await observe({
      file: fixture("mysql", format),
      env: { MARIADB_URL: serverUrl(context, "mariadb") },
    });
    const texts = observed.spans.map(({ attributes }) => attributes["db.query.text"]);
    expect(texts).toEqual(
      expect.arrayContaining(["select ? as secret, ? as answer", "select ? from nowhere", "select ? as answer"]),
    );
    const failed = observed.spans.filter(({ status }) => status.code === 2);
    expect(failed.map(({ attributes }) => attributes["error.type"])).toEqual(["ER_NO_SUCH_TABLE"]);
    expect(observed.sent).not.toContain("hunter2");
  });
});

describe("openai, with a server of the test in the place of the service", () => {
  test.for(formats)("%s", async ([format]) => {
    const observed = await observe({ file: `${folder}-modules/use-openai.${format}` });
    expect(outline(observed)).toEqual(["client chat small", "  client POST", "  server POST"]);
    expect(observed.spans.find(({ name }) => name === "chat small")?.attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 3,
    });
    expect(lastPoint(observed, "gen_ai.client.token.usage", { "gen_ai.token.type": "input" })?.sum).toBe(3);
    expect(lastPoint(observed, "gen_ai.client.operation.duration", {})).toMatchObject({ unit: "s", count: 1 });
    expect(observed.sent).not.toContain("hunter2");
  });
});

test("aws-lambda, with a program of the test in the place of its runtime", async () => {
  const env = {
    AWS_LAMBDA_FUNCTION_NAME: "orders",
    LAMBDA_TASK_ROOT: join(process.cwd(), folder),
    _HANDLER: "lambda-handler.handler",
  };
  const observed = await observe({ file: fixture("aws-lambda", "cjs"), env });
  expect(observed.spans.map(({ name, kind, status }) => [name, kind, status.code])).toEqual([
    ["orders", 2, 0],
    ["orders", 2, 2],
  ]);
});

test("logs through the API of before 1.10 arrive, in their trace", async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const { code, stderr } = await runFixture({ file: fixture("api-logs", "cjs"), receiver });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const server = receiver.spans.find(({ kind }) => kind === 2);
  expect(receiver.logs).toMatchObject([
    {
      body: "stock is low",
      severityNumber: 13,
      severityText: "WARN",
      attributes: { left: 3 },
      traceId: server?.traceId,
      spanId: server?.spanId,
    },
  ]);
});

describe("lazy", () => {
  test.for(["import", "require"] as const)("a program without libraries loads none of them, by --%s", async (via) => {
    const { stdout } = await runFixture({ file: `${folder}/list-loaded.cjs`, via });
    expect(JSON.parse(stdout)).toEqual([]);
  });

  test("a switched-off one stays out", async () => {
    const observed = await observe({
      file: fixture("graphql", "cjs"),
      env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "graphql" },
    });
    expect(observed.spans).toEqual([]);
  });
});

describe.for(Object.entries(upstream))("what we rely on in %s", ([name, { packages }]) => {
  test("it makes definitions for the packages of the table, and hooks nothing", () => {
    const { require } = (Module as unknown as { prototype: { require: unknown } }).prototype;
    const { instrumentation, definitions } = instanceOf(name);
    expect(new Set(definitions.map((definition) => definition.name))).toEqual(new Set(packages));
    for (const { supportedVersions, patch, files } of definitions) {
      expect(supportedVersions).not.toEqual([]);
      expect(patch !== undefined || (files ?? []).length > 0).toBe(true);
    }
    expect(instrumentation).toMatchObject({ _modules: [], _hooks: [], _onRequire: expect.any(Function) });
    expect((Module as unknown as { prototype: { require: unknown } }).prototype.require).toBe(require);
  });
});
