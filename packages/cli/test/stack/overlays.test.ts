import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { id, logs, span, traces } from "./otlp.ts";
import { startPipeline, type Pipeline } from "./pipeline.ts";
import { buildTimeoutMillis } from "./tools.ts";

const waiting = { timeout: 20_000, interval: 100 };
const token = "0123456789abcdef0123456789abcdef";

describe("Sentry and a token together", () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await startPipeline((backend) => ({
      SENTRY_OTLP_TRACES_ENDPOINT: `${backend}/sentry/api/7/integration/otlp/v1/traces`,
      SENTRY_OTLP_LOGS_ENDPOINT: `${backend}/sentry/api/7/integration/otlp/v1/logs`,
      SENTRY_OTLP_KEY: "public-key",
      OTLP_TOKEN: token,
    }));
  }, buildTimeoutMillis);
  afterAll(() => pipeline.stop());

  test("without the token nothing gets in", async () => {
    expect((await pipeline.send("traces", {})).status).toBe(401);
    expect((await pipeline.send("logs", {}, { authorization: "Bearer wrong" })).status).toBe(401);
  });

  test("traces and error logs reach Sentry with its key, redacted; other logs reach Loki only", async () => {
    const authorization = { authorization: `Bearer ${token}` };
    const trace = id(16);
    const attributes = { password: "canary-40" };
    await pipeline.send(
      "traces",
      traces("shop", [span({ trace, name: "GET /s", kind: 2, attributes })]),
      authorization,
    );
    const records = [
      { body: "an error line", severity: 17, attributes },
      { body: "an ordinary line", severity: 9 },
    ];
    await pipeline.send("logs", logs("shop", records), authorization);

    await expect.poll(() => pipeline.textOf("/sentry/api/7/integration/otlp/v1/traces"), waiting).toContain(trace);
    await expect
      .poll(() => pipeline.textOf("/sentry/api/7/integration/otlp/v1/logs"), waiting)
      .toContain("an error line");
    await expect.poll(() => pipeline.textOf("/logs"), waiting).toContain("an ordinary line");
    await expect.poll(() => pipeline.textOf("/traces"), waiting).toContain(trace);
    expect(pipeline.textOf("/sentry")).not.toContain("an ordinary line");
    expect(pipeline.textOf("/")).not.toContain("canary-40");
    const toSentry = pipeline.received.filter(({ path }) => path.startsWith("/sentry"));
    expect(toSentry.map(({ headers }) => headers["x-sentry-auth"])).toEqual(
      toSentry.map(() => "sentry sentry_key=public-key"),
    );
  });
});

describe("tail sampling", () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await startPipeline(() => ({ TAIL_SAMPLING_PERCENT: "0" }));
  }, buildTimeoutMillis);
  afterAll(() => pipeline.stop());

  test("errors are stored, the rest is not, and the metrics count all", async () => {
    const [good, bad, failed] = [id(16), id(16), id(16)];
    await pipeline.send(
      "traces",
      traces("shop", [
        span({ trace: good, name: "GET /good", kind: 2 }),
        span({ trace: bad, name: "GET /bad", kind: 2, status: { code: 2 } }),
        span({ trace: failed, name: "GET /failed", kind: 2, attributes: { "http.response.status_code": 503 } }),
      ]),
    );

    await expect.poll(() => pipeline.textOf("/traces"), { timeout: 40_000, interval: 250 }).toContain(bad);
    expect(pipeline.textOf("/traces")).toContain(failed);
    expect(pipeline.textOf("/traces")).not.toContain(good);
    await expect.poll(() => pipeline.textOf("/metrics"), waiting).toContain("GET /good");
  });
});
