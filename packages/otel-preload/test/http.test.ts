import { isDeepStrictEqual } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { drawTree, type Receiver, startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const useHttp = "packages/otel-preload/test/fixtures/basic/use-http.mjs";

test.for(["import", "require"] as const)("http and fetch, both sides, by --%s", async (via) => {
  const run = await runFixture({ file: useHttp, via, receiver });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const [first, second] = receiver.spans.filter((span) => span.parentSpanId === undefined);
  expect(drawTree(receiver.spans, first?.traceId ?? "")).toBe("client GET\n  server GET");
  expect(drawTree(receiver.spans, second?.traceId ?? "")).toBe("client GET\n  server GET");
  const failed = receiver.spans.find((span) => span.kind === 2 && span.attributes["url.path"] === "/boom");
  expect(failed?.status.code).toBe(2);
  expect(failed?.attributes).toMatchObject({ "http.response.status_code": 500, "error.type": "500" });
  expect(receiver.bodies.join()).not.toContain("hunter2");
  expect(receiver.points.map((point) => point.name)).toEqual(
    expect.arrayContaining(["http.server.request.duration", "http.client.request.duration"]),
  );
});

test("requests under way are counted, those that look like an attack too, from 0 on", async () => {
  const file = "packages/otel-preload/test/fixtures/basic/active-requests.mjs";
  const run = await runFixture({ file, receiver, env: { OTEL_METRIC_EXPORT_INTERVAL: "100" } });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const values = (name: string, attributes: object): unknown[] =>
    receiver.points
      .filter((point) => point.name === name && isDeepStrictEqual(point.attributes, attributes))
      .map((point) => point.value);
  const active = values("http.server.active_requests", { "http.request.method": "GET", "url.scheme": "http" });
  expect(Math.max(...active.map(Number))).toBe(3);
  expect(active.at(-1)).toBe(0);
  const suspicious = "otel_preload.http.server.suspicious_requests";
  expect(values(suspicious, { attack: "sql_injection" }).at(0)).toBe(0);
  expect(values(suspicious, { attack: "sql_injection" }).at(-1)).toBe(1);
  expect(values(suspicious, { attack: "xss" }).at(-1)).toBe(0);
});
