import { afterEach, beforeEach, expect, test } from "vitest";
import { type Receiver, startReceiver, type TestSpan } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

const file = "packages/otel-preload/test/fixtures/basic/client-calls.mjs";
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const calls = (): TestSpan[] => receiver.spans.filter(({ kind }) => kind === 3);
const to = (path: string): TestSpan | undefined =>
  calls().find(({ attributes }) => new URL(String(attributes["url.full"])).pathname === path);

test("client spans without attribute objects have all that they had with them", async () => {
  const run = await runFixture({ file, receiver });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(calls()).toHaveLength(8);

  const common = { "http.request.method": "GET", "server.address": "127.0.0.1", "url.scheme": "http" };
  const plain = to("/plain");
  expect(plain).toMatchObject({ name: "GET", attributes: { ...common, "http.response.status_code": 200 }, status: {} });
  expect(plain?.attributes["url.full"]).toBe(
    `http://127.0.0.1:${String(plain?.attributes["server.port"])}/plain?token=[REDACTED]`,
  );
  for (const name of ["error.type", "http.request.method_original"]) expect(plain?.attributes).not.toHaveProperty(name);
  expect(to("/again")?.attributes).toMatchObject({ ...common, "http.response.status_code": 200 });
  expect(to("/odd")).toMatchObject({
    name: "HTTP",
    attributes: { "http.request.method": "_OTHER", "http.request.method_original": "PROPFIND" },
  });
  expect(to("/missing")).toMatchObject({
    attributes: { "http.response.status_code": 404, "error.type": "404" },
    status: { code: 2 },
  });
  // Its status is known, its body never came.
  const cut = to("/cut");
  expect(cut).toMatchObject({ attributes: { ...common, "http.response.status_code": 200 }, status: { code: 2 } });
  expect(cut?.events).toMatchObject([{ name: "exception" }]);
  const refused = to("/refused");
  expect(refused).toMatchObject({ attributes: { ...common, "error.type": "ECONNREFUSED" }, status: { code: 2 } });
  expect(refused?.attributes).not.toHaveProperty("http.response.status_code");

  expect(JSON.parse(run.stdout)).toEqual({
    baggage: "shop=berlin",
    own: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    sent: `00-${plain?.traceId}-${plain?.spanId}-01`,
  });
});

test("outgoing requests are measured, kept or not", async () => {
  const run = await runFixture({ file, receiver, env: { OTEL_TRACES_SAMPLER: "always_off" } });
  expect(calls()).toEqual([]);
  expect(JSON.parse(run.stdout).sent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/u);
  const points = receiver.points.filter(({ name }) => name === "http.client.request.duration");
  const counts = points.map(({ count, attributes }) => {
    const { "http.request.method": method, "http.response.status_code": status, "error.type": error } = attributes;
    return [method, status, attributes["network.protocol.version"], error, count];
  });
  expect(counts).toHaveLength(6);
  expect(counts).toEqual(
    expect.arrayContaining([
      ["GET", 200, "1.1", undefined, 3],
      ["_OTHER", 200, "1.1", undefined, 1],
      ["GET", 200, undefined, undefined, 1],
      ["GET", 404, undefined, "404", 1],
      ["GET", 200, undefined, expect.stringMatching(/./u), 1],
      ["GET", undefined, undefined, "ECONNREFUSED", 1],
    ]),
  );
});
