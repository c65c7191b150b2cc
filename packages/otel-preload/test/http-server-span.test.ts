import { afterEach, beforeEach, expect, test } from "vitest";
import { type Receiver, startReceiver, type TestSpan } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

const file = "packages/otel-preload/test/fixtures/basic/server-spans.mjs";
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const ofPath = (path: string): TestSpan[] => receiver.spans.filter(({ attributes }) => attributes["url.path"] === path);

test("server spans without attribute objects have all that they had with them", async () => {
  const run = await runFixture({ file, receiver });
  expect(run).toMatchObject({ code: 0, stderr: "", stdout: "close, 0 more\nclose, 0 more\n" });
  expect(receiver.spans).toHaveLength(11);
  expect(receiver.spans.every(({ kind }) => kind === 2)).toBe(true);

  // What the application sets holds, but for what is known only at the end.
  expect(ofPath("/renamed")).toMatchObject([
    {
      name: "own name",
      attributes: {
        "app.user": "kim",
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "url.query": "token=[REDACTED]",
        "server.address": "a.example",
        "server.port": 81,
        "client.address": "127.0.0.1",
      },
      events: [{ name: "looked at" }],
    },
  ]);
  const [ended] = ofPath("/ended");
  expect(ended?.attributes).toMatchObject({ "http.request.method": "GET", "network.protocol.version": "1.1" });
  expect(ended?.attributes).not.toHaveProperty("http.response.status_code");
  expect(ended?.attributes).not.toHaveProperty("too.late");

  // A client that is gone: nothing was sent, or a part.
  const never = ofPath("/never");
  expect(never.map(({ attributes, status }) => [attributes["error.type"], status.code])).toEqual([
    ["aborted", 2],
    ["aborted", 2],
  ]);
  expect(never[0]?.attributes).not.toHaveProperty("http.response.status_code");
  expect(ofPath("/half")).toMatchObject([{ attributes: { "http.response.status_code": 200 }, status: {} }]);
  expect(ofPath("/half")[0]?.attributes).not.toHaveProperty("error.type");

  // The answer that waited behind it went with it.
  expect(ofPath("/slow").map(({ attributes }) => attributes["error.type"])).toEqual([undefined, "aborted"]);

  // One connection, several clients.
  const [slow] = ofPath("/slow");
  expect(slow?.attributes).toMatchObject({ "client.address": "192.0.2.1", "user_agent.original": "one" });
  expect(ofPath("/next")[0]?.attributes).toMatchObject({
    "client.address": "192.0.2.2",
    "user_agent.original": "two",
    "server.address": "b.example",
  });
  const [plain] = ofPath("/plain");
  expect(plain).toMatchObject({ traceId: "0af7651916cd43dd8448eb211c80319c", parentSpanId: "b7ad6b7169203331" });
  expect(plain?.attributes["client.address"]).toBe("127.0.0.1");
  expect(plain?.attributes).not.toHaveProperty("user_agent.original");
  expect(ofPath("/old")[0]?.attributes["network.protocol.version"]).toBe("1.0");
  expect(ofPath("/pot")).toMatchObject([
    {
      name: "HTTP",
      attributes: {
        "http.request.method": "_OTHER",
        "http.request.method_original": "PROPFIND",
        "network.protocol.version": "1.1",
      },
    },
  ]);
  expect(ofPath("/plain")[0]?.attributes).not.toHaveProperty("http.request.method_original");
});

test("every request is measured once, whatever became of it", async () => {
  await runFixture({ file, receiver });
  const points = receiver.points.filter(({ name }) => name === "http.server.request.duration");
  expect(points.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(11);
  const aborted = points.filter(({ attributes }) => attributes["error.type"] === "aborted");
  expect(aborted).toMatchObject([{ count: 3, attributes: { "http.request.method": "GET", "url.scheme": "http" } }]);
  const active = receiver.points.filter(({ name }) => name === "http.server.active_requests");
  expect(active.at(-1)?.value).toBe(0);
  const [exemplar] = receiver.bodies.filter((body) => body.includes('"exemplars"'));
  const { traceId = "" } = ofPath("/half")[0] ?? {};
  expect(exemplar).toContain(traceId);
});
