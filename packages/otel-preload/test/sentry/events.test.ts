import { hostname } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../../../../test/otlp-receiver.ts";
import { type Finished, runFixture } from "../../../../test/run-fixture.ts";
import { type EnvelopeReceiver, startEnvelopeReceiver } from "./envelope-receiver.ts";

let receiver: Receiver;
let sentry: EnvelopeReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
  sentry = await startEnvelopeReceiver();
});
afterEach(async () => {
  await receiver.close();
  await sentry.close();
});

const serve = "packages/otel-preload/test/fixtures/errors/serve.cjs";

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  return runFixture({ file: serve, args, receiver, env: { SENTRY_DSN: sentry.dsn, ...env } });
}

test("an event has everything that helps, and no secret", async () => {
  const finished = await run(["/log?order=7&token=canary-query-3141"]);
  expect(finished).toMatchObject({ code: 0, signal: null });
  expect(sentry.events).toHaveLength(1);
  const [event] = sentry.events;
  const span = receiver.spans.find(({ kind, attributes }) => kind === 2 && attributes["url.path"] === "/log");
  expect(event).toMatchObject({
    level: "error",
    platform: "node",
    release: "fixture-errors@1.2.3",
    environment: "production",
    server_name: hostname(),
    transaction: "GET",
    user: { id: "u-77" },
    extra: { code: "E_ARTICLE", detail: "card [REDACTED]", logger: "console" },
    contexts: {
      trace: { trace_id: span?.traceId, span_id: span?.spanId },
      runtime: { name: "node", version: process.version },
      os: { name: "Linux" },
    },
    request: {
      method: "GET",
      url: expect.stringMatching(/^http:\/\/localhost:\d+\/log$/u),
      query_string: "order=7&token=[REDACTED]",
      headers: { authorization: "[REDACTED]", cookie: "[REDACTED]", "x-request-id": "r-1" },
    },
  });
  expect(sentry.bodies.join()).not.toMatch(/canary|4111 ?1111|203\.0\.113/u);
  expect(receiver.bodies.join()).not.toMatch(/canary|4111 1111/u);
});

test("the error comes with its cause, its frames and their source", async () => {
  await run(["/log"]);
  const [root, error] = sentry.events[0]?.exception?.values ?? [];
  expect(root).toMatchObject({
    type: "RangeError",
    value: "index 9 of 3",
    mechanism: { type: "chained", source: "cause", exception_id: 1, parent_id: 0 },
  });
  expect(error).toMatchObject({
    type: "TypeError",
    value: "no such article",
    mechanism: { type: "log", handled: true, exception_id: 0 },
  });
  const frames = error?.stacktrace?.frames ?? [];
  expect(frames.at(-1)).toMatchObject({
    in_app: true,
    filename: expect.stringMatching(/errors\/serve\.cjs$/u),
    context_line: expect.stringContaining("no such article"),
  });
  expect(frames.at(-1)?.pre_context?.at(-1)).toContain("could not take the order");
  expect(frames.filter(({ filename }) => filename?.includes("otel-preload/dist"))).toEqual([]);
});

test("breadcrumbs are the lines and calls of the same trace", async () => {
  await run(["/plain", "/log"]);
  const crumbs = sentry.events[0]?.breadcrumbs?.map(
    ({ category, message, data }) =>
      `${category} ${message ?? `${data?.["method"]} ${data?.["url"]} ${data?.["status_code"]}`}`,
  );
  expect(crumbs).toEqual([
    "console first step",
    expect.stringMatching(/^http GET http:\/\/localhost:\d+\/plain\?token=\[REDACTED\] 200$/u),
    "console could not take the order TypeError: no such article",
  ]);
});

test("one error is one event, in another trace another one", async () => {
  await run(["/twice", "/cached", "/cached"]);
  expect(sentry.events.map((event) => event.exception?.values?.[0]?.value)).toEqual([
    "told twice",
    "made once",
    "made once",
  ]);
  expect(new Set(sentry.events.map((event) => event.contexts?.trace?.trace_id)).size).toBe(3);
});

test("the user is an id and nothing more", async () => {
  await run(["/user"]);
  expect(sentry.events[0]?.user).toEqual({ id: "42" });
  expect(sentry.bodies.join()).not.toContain("canary@example.com");
});

test("the error behind an answer 5xx is an event with its route; told by a log line before, it is the same event", async () => {
  const finished = await runFixture({
    file: "packages/otel-preload/test/fixtures/errors/express.cjs",
    receiver,
    env: { SENTRY_DSN: sentry.dsn },
  });
  expect(finished.stdout).toBe("/orders/7 500\n/logged/7 500\n/gone/7 410\n");
  expect(
    sentry.events.map(({ exception, transaction, extra }) => {
      const { value, mechanism } = exception?.values?.[0] ?? {};
      return [value, mechanism?.type, transaction, extra?.["route"]];
    }),
  ).toEqual([
    ["no stock", "http.server", "GET /orders/:id", "/orders/:id"],
    ["told first", "log", "GET /logged/:id", undefined],
  ]);
  const spans = receiver.spans.filter(({ kind, status }) => kind === 2 && status.code === 2);
  expect(sentry.events.map(({ contexts }) => contexts?.trace?.span_id)).toEqual(spans.map(({ spanId }) => spanId));
});

test("an uncaught error in a handler has its request and trace", async () => {
  const finished = await run(["/throw"]);
  expect(finished.code).toBe(1);
  const fatal = receiver.logs.find((log) => log.severityNumber === 21);
  expect(sentry.events).toHaveLength(1);
  expect(sentry.events[0]).toMatchObject({
    level: "fatal",
    contexts: { trace: { trace_id: fatal?.traceId, span_id: fatal?.spanId } },
    request: { method: "GET", url: expect.stringMatching(/\/throw$/u) },
    exception: {
      values: [
        { type: "Error", value: "thrown in a handler", mechanism: { type: "onunhandledrejection", handled: false } },
      ],
    },
  });
  expect(fatal?.traceId).toMatch(/^[0-9a-f]{32}$/u);
});

test("names of release and environment are the environment's", async () => {
  await run(["/twice"], { SENTRY_RELEASE: "shop@9.9.9-rc.one", SENTRY_ENVIRONMENT: "staging" });
  expect(sentry.events[0]).toMatchObject({ release: "shop@9.9.9-rc.one", environment: "staging" });
});

test("Sentry's own requests are in no trace", async () => {
  await run(["/twice"]);
  expect(receiver.spans.filter(({ attributes }) => String(attributes["url.full"]).includes("envelope"))).toEqual([]);
  expect(sentry.requests[0]?.headers).not.toHaveProperty("traceparent");
});

test("a storm of errors is cut: so many at once, all of them in the logs", async () => {
  const finished = await run(["/storm"]);
  expect(sentry.events.length).toBeGreaterThan(60);
  expect(sentry.events.length).toBeLessThan(130);
  expect(receiver.logs.filter((log) => log.attributes["exception.type"] === "Error")).toHaveLength(300);
  expect(finished.stderr).toContain(
    "otel-preload: more than 100 errors at once: Sentry gets 10 a second of them, logs and traces have them all\n",
  );
});

test("Sentry asks to wait, and the next errors wait", async () => {
  sentry.status = 429;
  sentry.headers = { "retry-after": "60" };
  const finished = await run(["/twice", "/plain", "/log"]);
  expect(sentry.requests).toHaveLength(1);
  expect(finished.stderr).not.toContain("otel-preload:");
});

test.for([
  ["refuses", (): string => sentry.dsn, "HTTP 403"],
  ["cannot be reached", (): string => "http://publickey@127.0.0.1:1/42", "ECONNREFUSED"],
] as const)("one line when Sentry %s, and the program ends as soon as ever", async ([, dsn, reason]) => {
  sentry.status = 403;
  const finished = await run(["/twice", "/plain", "/log"], { SENTRY_DSN: dsn() });
  expect(finished.code).toBe(0);
  const ours = finished.stderr.split("\n").filter((line) => line.startsWith("otel-preload"));
  expect(ours).toEqual([expect.stringContaining("errors for Sentry cannot be delivered to http://127.0.0.1:")]);
  expect(ours[0]).toContain(reason);
  expect(ours[0]).toContain("Check SENTRY_DSN");
  expect(finished.stderr).not.toContain("publickey");
});

test.for(["https://sentry.example/42", "https://key@sentry.example/"])("one line for the DSN %s", async (dsn) => {
  const finished = await run(["/twice"], { SENTRY_DSN: dsn });
  expect(finished.stderr.split("\n")[0]).toBe(
    "otel-preload: SENTRY_DSN is a value that is not shown, expected https://<public key>@<host>/<project id>; errors do not become issues",
  );
  expect(finished.code).toBe(0);
});

test("an application with a Sentry client of its own has one issue, not two", async () => {
  const finished = await runFixture({
    file: "packages/otel-preload/test/fixtures/errors/own-sentry.cjs",
    receiver,
    env: { SENTRY_DSN: sentry.dsn },
  });
  expect(finished).toMatchObject({ code: 0, stdout: "sent\n" });
  expect(sentry.events.map((event) => [event.exception?.values?.[0]?.value, event.release])).toEqual([
    ["of the application", "own@1"],
  ]);
});
