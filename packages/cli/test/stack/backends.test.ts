import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { backendArguments, backendEnv } from "../../src/stack/arguments.ts";
import { collectorStart } from "../../src/stack/collector.ts";
import type { PortName } from "../../src/stack/ports.ts";
import { renderStack } from "../../src/stack/render.ts";
import { dataDirOf, type NativeTarget, type Store } from "../../src/stack/topology.ts";
import { id, logs, span, traces } from "./otlp.ts";
import { binariesOf, buildTimeoutMillis, freeTarget, writeFiles } from "./tools.ts";

// The collector and the real stores with the rendered files: what is written through one end is read back at the other.

const folder = mkdtempSync(join(tmpdir(), "stack-backends-"));
const children: ChildProcess[] = [];
let target: NativeTarget;

beforeAll(async () => {
  target = await freeTarget(folder);
  writeFiles(target.configDir, renderStack(target));
  // As in the stack: Jaeger's traces of itself go nowhere else, where nobody may listen.
  const ownTraces = {
    OTEL_TRACES_SAMPLER: "always_off",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${target.ports.jaegerOtlpGrpc}`,
  };
  const { otelcol, ...programs } = await binariesOf("collector", "prometheus", "loki", "jaeger", "alertmanager");
  for (const backend of ["prometheus", "loki", "jaeger", "alertmanager"] as const) {
    start(backend, programs[backend], backendArguments(target, backend), { ...backendEnv(backend), ...ownTraces });
  }
  const collector = collectorStart(target, {});
  const soon = ["metrics_flush_interval: 1s", "series_expiration: 3s"].map(
    (setting) => `--config=yaml:connectors::span_metrics::${setting}`,
  );
  start("collector", otelcol, [...collector.arguments, ...soon], collector.env);
  await Promise.all(
    [
      `${address("prometheus")}/-/ready`,
      `${address("lokiHttp")}/ready`,
      `${address("jaegerHealth")}/status`,
      `${address("alertmanager")}/-/ready`,
      `${address("collectorHealth")}/`,
    ].map(awaitOk),
  );
}, buildTimeoutMillis);

afterAll(async () => {
  await Promise.all(
    children.map(async (child) => {
      const exit = once(child, "exit");
      if (child.kill("SIGTERM")) await exit;
    }),
  );
  rmSync(folder, { recursive: true });
});

const waiting = { timeout: 30_000, interval: 250 };
const trace = id(16);
const stack = `Error: deep\n${"    at f (/app/x.js:1:1)\n".repeat(3000)}the last line`;
const wide = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`wide_${index}`, "v".repeat(20_000)]));

describe("one trace with its log lines", () => {
  beforeAll(async () => {
    const server = span({
      trace,
      name: "GET /orders/:id",
      kind: 2,
      attributes: { "http.route": "/orders/:id", "http.request.header.authorization": ["Bearer canary-50-abcdef"] },
    });
    await send("traces", traces("orders", [server]));
    await send(
      "logs",
      logs("orders", [
        { body: "an ordinary line, password=canary-51", trace, attributes: { "order.id": 7, token: "canary-52" } },
        { body: "a line with a deep stack", trace, severity: 17, attributes: { "exception.stacktrace": stack } },
        { body: "a line with ninety long fields", trace, attributes: wide },
      ]),
    );
  });

  test("Jaeger has the span, masked", async () => {
    const read = async (): Promise<string> =>
      await (await fetch(`${address("jaegerQuery")}/api/v3/traces/${trace}`)).text();

    await expect.poll(read, waiting).toContain("GET /orders/:id");
    expect(await read()).toContain("****");
    expect(await read()).not.toContain("canary-50");
  });

  test("Loki finds all three lines by service and trace id; fields are structured metadata, nothing was refused", async () => {
    await expect.poll(async () => (await linesOf()).length, waiting).toBe(3);
    const lines = await linesOf();
    const ordinary = lines.find(({ line }) => line.startsWith("an ordinary"));
    expect(ordinary?.line).toBe("an ordinary line, ****");
    expect(ordinary?.labels).toMatchObject({
      order_id: "7",
      token: "****",
      trace_id: trace,
      service_namespace: "shop",
    });
    const deep = lines.find(({ line }) => line.includes("deep stack"));
    expect(deep?.line).toMatch(/^a line with a deep stack\nError: deep[^]*the last line$/);
    expect(deep?.labels["exception_stacktrace"]).toMatch(/… cut$/);
    expect(JSON.stringify(lines)).not.toMatch(/canary-5[12]/);
  });

  test("only three labels make a stream", async () => {
    const { data } = await query<{ data: string[] }>("lokiHttp", "/loki/api/v1/labels", {});

    expect(data.filter((name) => !name.startsWith("__"))).toEqual([
      "deployment_environment_name",
      "service_name",
      "service_namespace",
    ]);
  });

  test("Prometheus has the span metrics under their names, with the trace as exemplar", async () => {
    const bucket = 'traces_span_metrics_duration_seconds_bucket{service_name="orders",span_name="GET /orders/:id"}';
    const exemplars = async (): Promise<string> => {
      const now = Date.now() / 1000;
      const range = { start: String(now - 600), end: String(now + 60) };
      return JSON.stringify(await query("prometheus", "/api/v1/query_exemplars", { query: bucket, ...range }));
    };

    await expect.poll(exemplars, waiting).toContain(trace);
    const { data } = await query<{ data: { result: { metric: Record<string, string> }[] } }>(
      "prometheus",
      "/api/v1/query",
      {
        query: "traces_span_metrics_calls_total",
      },
    );
    expect(data.result.map(({ metric }) => metric)).toContainEqual(
      expect.objectContaining({ job: "shop/orders", service_name: "orders", http_route: "/orders/:id" }),
    );
  });
});

test("a service that has gone does not cost the span metrics of the others", async () => {
  const points = async (service: string, condition: string): Promise<number> => {
    const promql = `timestamp(traces_span_metrics_calls_total{service_name="${service}"}) ${condition}`;
    const { data } = await query<{ data: { result: unknown[] } }>("prometheus", "/api/v1/query", { query: promql });
    return data.result.length;
  };
  await send("traces", traces("gone", [span({ trace: id(16), name: "GET /gone", kind: 2 })]));
  await expect.poll(() => points("gone", "> 0"), waiting).toBe(1);
  await expect.poll(() => points("gone", "< time() - 6"), waiting).toBe(1);

  await send("traces", traces("there", [span({ trace: id(16), name: "GET /there", kind: 2 })]));
  await expect.poll(() => points("there", "> 0"), waiting).toBe(1);
});

test("no part complained of its configuration", () => {
  for (const part of ["collector", "prometheus", "jaeger", "alertmanager"] as const) {
    const lines = readFileSync(join(folder, `${part}.log`), "utf8").split("\n");
    // Jaeger's web page is not in its Go module; the query API is.
    const unexpected = lines.filter(
      (line) => /deprecat|unknown|invalid|error/i.test(line) && !line.includes("ui assets"),
    );
    expect(unexpected, part).toEqual([]);
  }
});

function start(name: Store, file = "", args: readonly string[], env: Readonly<Record<string, string>>): void {
  mkdirSync(dataDirOf(target, name), { recursive: true });
  const log = openSync(join(folder, `${name}.log`), "w");
  children.push(
    spawn(file, args, { cwd: folder, env: { PATH: process.env["PATH"], ...env }, stdio: ["ignore", log, log] }),
  );
}

function address(port: PortName): string {
  return `http://127.0.0.1:${target.ports[port]}`;
}

async function awaitOk(url: string): Promise<void> {
  const ask = async (): Promise<void> => {
    const { status } = await fetch(url);
    if (status !== 200) throw new Error(`${url}: ${status}`);
  };
  await vi.waitFor(ask, { timeout: 90_000, interval: 200 });
}

async function send(signal: string, body: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${address("collectorOtlpHttp")}/v1/${signal}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}

async function query<Answer>(port: PortName, path: string, parameters: Record<string, string>): Promise<Answer> {
  const answer = await fetch(`${address(port)}${path}?${new URLSearchParams(parameters).toString()}`);
  return (await answer.json()) as Answer;
}

async function linesOf(): Promise<{ line: string; labels: Record<string, string> }[]> {
  type Answer = { data: { result: { stream: Record<string, string>; values: [string, string][] }[] } };
  const { data } = await query<Answer>("lokiHttp", "/loki/api/v1/query_range", {
    query: `{service_name="orders"} | trace_id="${trace}"`,
  });
  return data.result.flatMap(({ stream, values }) => values.map(([, line]) => ({ line, labels: stream })));
}
