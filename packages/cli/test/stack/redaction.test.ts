import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { counter, id, logs, span, traces, word, type Attributes } from "./otlp.ts";
import { startPipeline, type Pipeline } from "./pipeline.ts";
import { buildTimeoutMillis } from "./tools.ts";

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline();
}, buildTimeoutMillis);
afterAll(() => pipeline.stop());

const waiting = { timeout: 20_000, interval: 100 };
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canary-signature";

/** Attribute → what must stay and what must not. */
const secrets: readonly { name: string; attributes: Attributes; gone: string; stays?: string }[] = [
  {
    name: "an authorization header",
    attributes: { "http.request.header.authorization": ["Bearer canary-1-abcdef"] },
    gone: "canary-1",
  },
  { name: "a cookie header", attributes: { "http.request.header.cookie": ["a=canary-2"] }, gone: "canary-2" },
  { name: "a password", attributes: { "app.userPassword": "canary-3" }, gone: "canary-3" },
  { name: "an access token by its name", attributes: { accessToken: "canary-4" }, gone: "canary-4" },
  { name: "an API key by its name", attributes: { "x-api-key": "canary-5" }, gone: "canary-5" },
  {
    name: "a query string",
    attributes: { "url.full": "http://orders/x?token=canary-6&limit=17" },
    gone: "canary-6",
    stays: "limit=17",
  },
  {
    name: "a query string without ?",
    attributes: { "url.query": "limit=18&api_key=canary-7" },
    gone: "canary-7",
    stays: "limit=18",
  },
  {
    name: "user:password@host",
    attributes: { "db.url": "postgres://shop:canary-8@db:5432/shop" },
    gone: "canary-8",
    stays: "db:5432/shop",
  },
  { name: "a JWT", attributes: { note: `got ${jwt} here` }, gone: "canary-signature", stays: " here" },
  {
    name: "a card number",
    attributes: { note: "paid with 4111 1111 1111 1111" },
    gone: "4111 1111",
    stays: "paid with",
  },
  { name: "a card number that is a number", attributes: { amount: 5555555555554444 }, gone: "5555555555554444" },
  {
    name: "an e-mail address",
    attributes: { note: "mail canary.9@example.com soon" },
    gone: "canary.9",
    stays: "soon",
  },
  {
    name: "an e-mail address in a URL",
    attributes: { "url.path": "/u/canary.10%40example.com/x" },
    gone: "canary.10",
    stays: "/u/",
  },
  {
    name: "a secret inside a map",
    attributes: { headers: { cookie: "sid=canary-11; b=canary-11", host: "h" } },
    gone: "canary-11",
    stays: "host",
  },
  {
    name: "a secret inside a list",
    attributes: { args: ["--password=canary-12", "-v"] },
    gone: "canary-12",
    stays: "-v",
  },
  {
    name: "a provider's key",
    attributes: { note: "key AKIACANARY12CANARY12 used" },
    gone: "AKIACANARY",
    stays: "used",
  },
  {
    name: "a private key",
    attributes: { note: "-----BEGIN RSA PRIVATE KEY-----\ncanary-13\n-----END RSA PRIVATE KEY-----" },
    gone: "canary-13",
  },
];

/** Attributes that look a little like secrets and must pass. */
const harmless: Readonly<Record<string, string | number>> = {
  "gen_ai.usage.input_tokens": 4242,
  "code.stacktrace": "at /app/node_modules/.pnpm/express@5.1.0_x/node_modules/express/lib/a.js:10:7",
  "messaging.kafka.offset": 1795287110668123,
  "session.count": 3,
  "cloud.account": "1795287110668000000",
  "db.query.text": "select id from users where password = $1 and token = $2 limit ?",
  "process.cwd": "/srv/app",
};

describe("redaction", () => {
  test.for(secrets)("$name is masked in spans, logs and metrics", async ({ attributes, gone, stays }) => {
    const marker = `marker-${word()}`;
    const marked = { ...attributes, marker };
    const line = Object.entries(attributes).map(
      ([key, value]) => `${key}: ${typeof value === "object" ? JSON.stringify(value) : value}`,
    );
    expect(
      (
        await pipeline.send(
          "traces",
          traces("shop", [span({ trace: id(16), name: "GET /x", kind: 2, attributes: marked, exception: marked })]),
        )
      ).status,
    ).toBe(200);
    expect((await pipeline.send("logs", logs("shop", [{ body: line.join(), attributes: marked }]))).status).toBe(200);
    expect((await pipeline.send("metrics", counter("shop", "shop.things", marked))).status).toBe(200);
    for (const path of ["/traces", "/logs", "/metrics"]) {
      await expect.poll(() => pipeline.textOf(path), waiting).toContain(marker);
      const bodies = pipeline.received.filter((one) => one.path.startsWith(path) && one.body.includes(marker));
      const text = bodies.map(({ body }) => body).join();
      expect(text).toContain("****");
      if (stays) expect(text).toContain(stays);
    }
    // Nowhere, that is also not in a metric derived from the span.
    expect(pipeline.received.filter(({ body }) => body.includes(gone) && body.includes(marker))).toEqual([]);
  });

  test("span name and status message are masked, too", async () => {
    const marker = word();
    const one = span({
      trace: id(16),
      name: "GET /reset/canary.20@example.com?code=canary-21",
      kind: 2,
      attributes: { marker },
      status: { code: 2, message: "login failed: password=canary-22 for canary.23@example.com" },
    });
    await pipeline.send("traces", traces("shop", [one]));

    await expect.poll(() => pipeline.textOf("/traces"), waiting).toContain(marker);
    expect(pipeline.textOf("/traces")).not.toMatch(/canary.2[0-3]/);
    expect(pipeline.textOf("/traces")).toContain("login failed: **** for ****");
  });

  test("literals in SQL become placeholders", async () => {
    const attributes = {
      "db.system.name": "postgresql",
      "db.query.text": "select * from t1 where name = 'canary-30' and age > 4711",
    };
    await pipeline.send("traces", traces("shop", [span({ trace: id(16), name: "SELECT t1", kind: 3, attributes })]));

    await expect.poll(() => pipeline.textOf("/traces"), waiting).toContain("SELECT t1");
    expect(pipeline.textOf("/traces")).not.toMatch(/canary-30|age > 4711/);
  });

  test("what only looks like a secret passes unchanged", async () => {
    const trace = id(16);
    await pipeline.send(
      "traces",
      traces("shop", [span({ trace, name: "GET /harmless", kind: 2, attributes: harmless })]),
    );

    await expect.poll(() => pipeline.textOf("/traces"), waiting).toContain(trace);
    for (const value of Object.values(harmless)) expect(pipeline.textOf("/traces")).toContain(`"${value}"`);
  });
});
