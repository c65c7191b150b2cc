import { afterEach, beforeEach, expect, test } from "vitest";
import { drawTree, type Receiver, startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const file = "packages/otel-preload/test/fixtures/basic/use-http.mjs";

test.for(["import", "require"] as const)("http and fetch, both sides, by --%s", async (via) => {
  const run = await runFixture({ file, via, receiver });
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
