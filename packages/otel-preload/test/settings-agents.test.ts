import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { type Receiver, startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const fixture = (name: string): string => `packages/otel-preload/test/fixtures/basic/${name}`;

const ownLine =
  "otel-preload: the application starts OpenTelemetry itself (NodeSDK, or instrumentations of its own); the preload has started before, and records and sends instead of it: remove one of them\n";

test("an application that starts NodeSDK itself: one line, one set of spans", async () => {
  const run = await runFixture({ file: "test/fixtures/upstream-preload/own-sdk.cjs", receiver });
  expect(run).toMatchObject({ code: 0, stdout: "shut down\n", stderr: ownLine });
  expect(receiver.spans.map(({ kind }) => kind).toSorted((a, b) => a - b)).toEqual([2, 3]);
});

// As ES modules, and without NodeSDK, its instrumentations run on beside ours.
test.for(["sdk", "instrumentations"])("the same as ES modules, with its own %s", async (what) => {
  const run = await runFixture({ file: "test/fixtures/upstream-preload/own-sdk.mjs", args: [what], receiver });
  expect(run).toMatchObject({ code: 0, stdout: "shut down\n", stderr: ownLine });
  const [inside, server, client, outside] = ["inside", "GET", "GET", "outside"].map((name, at) =>
    receiver.spans.find((span) => span.name === name && (at === 1) === (span.kind === 2)),
  );
  expect(receiver.spans).toHaveLength(4);
  expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(inside?.parentSpanId).toBe(server?.spanId);
  expect(server?.parentSpanId).toBe(client?.spanId);
  expect(client?.parentSpanId).toBe(outside?.spanId);
  expect(server?.attributes).toMatchObject({ "app.user": "kim", "http.response.status_code": 200 });
  expect(outside?.attributes).toMatchObject({ "app.answered": true });
  const measured = receiver.points.filter(({ name }) => name === "http.server.request.duration");
  expect(measured).toMatchObject([{ count: 1, attributes: { "url.scheme": "http" } }]);
});

test("instrumentations of ours that are switched off do not hinder the application's", async () => {
  const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "http" };
  const run = await runFixture({ file: "test/fixtures/upstream-preload/own-sdk.mjs", receiver, env });
  expect(run).toMatchObject({ code: 0, stdout: "shut down\n", stderr: "" });
  expect(receiver.spans.map(({ scope }) => scope).toSorted()).toEqual([
    "@opentelemetry/instrumentation-http",
    "@opentelemetry/instrumentation-http",
    "app",
    "app",
  ]);
});

test("an SDK that was there before: the preload stands down in one line", async () => {
  const env = {
    NODE_OPTIONS: `--require=${new URL("../../../test/fixtures/upstream-preload/start-sdk.cjs", import.meta.url).pathname}`,
  };
  const run = await runFixture({ file: fixture("use-http.mjs"), receiver, env });
  expect(run.code).toBe(0);
  const ours = run.stderr.split("\n").filter((line) => line.startsWith("otel-preload: "));
  expect(ours).toEqual([
    "otel-preload: another OpenTelemetry SDK was started before the preload, which stands down; remove one of them",
  ]);
});

// Packages of that name without what they do: only that they are seen is tested.
test.for(["dd-trace", "newrelic", "elastic-apm-node"])("%s beside us is said once", async (name) => {
  const folder = mkdtempSync(join(tmpdir(), "agents-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const home = join(folder, "node_modules", name);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify({ name, version: "1.0.0" }));
  writeFileSync(join(home, "index.js"), "");
  const file = join(folder, "app.cjs");
  writeFileSync(file, `require(${JSON.stringify(name)}); console.log("runs");`);
  const line = `otel-preload: ${name} is loaded beside the preload: both record every request, each for its own backend; keep one of them\n`;
  expect(await runFixture({ file, receiver })).toMatchObject({ code: 0, stdout: "runs\n", stderr: line });
  const env = { NODE_OPTIONS: `--require ${name}` };
  expect(await runFixture({ file, receiver, cwd: folder, env })).toMatchObject({ stdout: "runs\n", stderr: line });
});
