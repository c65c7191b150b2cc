import { SpanKind } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";
import { readConfig } from "../src/config.ts";
import { random32, type Ids } from "../src/engine/ids.ts";
import { Sampler } from "../src/engine/sampler.ts";
import { healthCheckPaths, isHealthCheck } from "../src/engine/sampling/health-checks.ts";
import { createMatcher } from "../src/engine/sampling/pattern.ts";
import { RateLimit } from "../src/engine/sampling/rate-limit.ts";
import { createRatio } from "../src/engine/sampling/ratio.ts";
import { parseRule } from "../src/engine/sampling/rules.ts";

const someIds = (): Ids => ({
  trace0: random32(),
  trace1: random32(),
  trace2: random32(),
  trace3: random32(),
  span0: 1,
  span1: 1,
});
const idsOf = (trace2: number, trace3: number): Ids => ({ ...someIds(), trace2, trace3 });

describe("the ratio", () => {
  test("keeps the share it says, and what a smaller one keeps a larger one keeps too", () => {
    const ids = Array.from({ length: 20_000 }, someIds);
    const shares = [0, 0.001, 0.1, 0.5, 0.9, 1];
    const kept = shares.map((share) => ids.filter(createRatio(share)));
    kept.forEach((some, index) => expect(some.length / ids.length).toBeCloseTo(shares[index] ?? Number.NaN, 1));
    for (let i = 1; i < kept.length; i++) {
      const larger = new Set(kept[i]);
      expect(kept[i - 1]?.filter((one) => !larger.has(one))).toEqual([]);
    }
  });

  test("is the specification's threshold on the lower 56 bits of the trace id", () => {
    const half = createRatio(0.5);
    expect(half(idsOf(0x00_800000, 0))).toBe(true);
    expect(half(idsOf(0x00_7fffff, 0xffffffff))).toBe(false);
    // The 8 bits above are not looked at.
    expect(half(idsOf(0xff_7fffff, 0xffffffff))).toBe(false);
    const tenth = createRatio(0.1);
    // (1 - 0.1) * 2^56 = 0xe6666666666668 as a double.
    expect(tenth(idsOf(0xe66666, 0x66666668))).toBe(true);
    expect(tenth(idsOf(0xe66666, 0x66666600))).toBe(false);
  });
});

describe("patterns", () => {
  test.for([
    ["/search", "/search", true],
    ["/search", "/search/more", false],
    ["/internal/*", "/internal/a/b", true],
    ["/internal/*", "/internal", false],
    ["/users/:id", "/users/17", true],
    ["/users/:id", "/users/", false],
    ["/users/:id", "/users/17/orders", false],
    ["/users/:id/orders", "/users/17/orders", true],
    ["/*/orders/:id", "/a/b/orders/1", true],
    ["/a/*/c/:x/d*", "/a/c/c/c/c/d", true],
    ["/a:b", "/a:b", true],
    ["orders *", "orders process", true],
    ["*process", "orders process", true],
    ["orders :id", "orders :id", true],
    ["*", "", true],
    ["a*b*c", "a-b-b-cc", true],
    ["a*b*c", "a-b-b-cd", false],
  ] as const)("%s is like %s: %s", ([pattern, text, expected]) => {
    expect(createMatcher(pattern)(text)).toBe(expected);
  });

  test("none is slow", () => {
    const started = performance.now();
    for (const pattern of ["/*a*a*a*a*a*a*a*b", `/${":x/".repeat(500)}*b`, "*".repeat(1000) + "b"]) {
      for (const text of [`/${"a".repeat(64_000)}`, "/a".repeat(32_000)]) createMatcher(pattern)(text);
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

test("rules are read, or said to be wrong", () => {
  expect(parseRule("GET /search=0.1")).toEqual({ method: "GET", kind: undefined, pattern: "/search", ratio: 0.1 });
  expect(parseRule("/a=b=1")).toEqual({ method: undefined, kind: undefined, pattern: "/a=b", ratio: 1 });
  expect(parseRule("consumer orders process=0")).toEqual({
    method: undefined,
    kind: SpanKind.CONSUMER,
    pattern: "orders process",
    ratio: 0,
  });
  const lines: string[] = [];
  const { sampler } = readConfig(
    { OTEL_PRELOAD_SAMPLING_RULES: "GET /a=0.5, /b, get /c=1, /d=2, client=1, __proto__ x=1" },
    (line) => lines.push(line),
  );
  expect(sampler.rules.map(({ pattern }) => pattern)).toEqual(["/a", "/c", "__proto__ x"]);
  const expected = "expected rules like GET /search=0.1 or consumer orders*=0; this one is left out";
  expect(lines).toEqual(
    ["/b", "/d=2", "client=1"].map((rule) => `OTEL_PRELOAD_SAMPLING_RULES is "${rule}", ${expected}`),
  );
});

test("health checks are known by path and method", () => {
  for (const path of healthCheckPaths) {
    expect([path, `${path}/`, `${path}?x=1`].filter((target) => !isHealthCheck("GET", target))).toEqual([]);
    expect(isHealthCheck("POST", path)).toBe(false);
    expect([`${path}x`, `/x${path}`, path.slice(1)].filter((target) => isHealthCheck("GET", target))).toEqual([]);
  }
  expect(["/", "", "/ünïcode", "*"].filter((target) => isHealthCheck("GET", target))).toEqual([]);
});

test("the rate limit lets a second's worth through at once, then as many as it says", () => {
  const limit = new RateLimit(10, 0);
  const take = (count: number, at: number): number =>
    Array.from({ length: count }, () => limit.take(at)).filter(Boolean).length;
  expect(take(100, 0)).toBe(10);
  expect(take(100, 500)).toBe(5);
  expect(take(100, 100_000)).toBe(10);
  const slow = new RateLimit(0.5, 0);
  expect([0, 1000, 1999, 2000, 2001].map((at) => slow.take(at))).toEqual([true, false, false, true, false]);
});

describe("the decision", () => {
  const sampler = (env: Record<string, string>): Sampler => new Sampler(readConfig(env, () => {}).sampler);
  const remote = (sampled: boolean) => ({ sampled, isRemote: true });

  test.for([
    ["always_on", [true, true, true]],
    ["always_off", [false, false, false]],
    ["parentbased_always_on", [true, true, false]],
    ["parentbased_always_off", [false, true, false]],
  ] as const)("%s for a root, a sampled and an unsampled parent: %j", ([name, expected]) => {
    const { span } = { span: sampler({ OTEL_TRACES_SAMPLER: name }) };
    const parents = [undefined, remote(true), remote(false)];
    expect(parents.map((parent) => span.span(someIds(), parent, SpanKind.INTERNAL, "x"))).toEqual(expected);
  });

  test("the first rule that fits wins over the health checks and the sampler, never over the parent", () => {
    const rules = sampler({
      OTEL_TRACES_SAMPLER: "parentbased_always_off",
      OTEL_PRELOAD_SAMPLING_RULES: "GET /healthz=1, /api/*=1, /api/quiet=0, consumer orders*=1",
    });
    const asked = ["/healthz", "/api/x?y=/z", "/api/quiet", "/other"];
    expect(asked.map((target) => rules.request(someIds(), undefined, "GET", target))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(rules.request(someIds(), remote(false), "GET", "/healthz")).toBe(false);
    expect(rules.span(someIds(), undefined, SpanKind.CONSUMER, "orders process")).toBe(true);
    expect(rules.span(someIds(), undefined, SpanKind.PRODUCER, "orders process")).toBe(false);
    expect(rules.dropped).toEqual({ health_check: 0, rule: 0, sampler: 2, rate_limit: 0 });
  });

  test("the rate limit is for new traces only", () => {
    const limited = sampler({ OTEL_PRELOAD_SAMPLING_RATE_LIMIT: "2" });
    const roots = Array.from({ length: 50 }, () => limited.request(someIds(), undefined, "GET", "/"));
    expect(roots.filter(Boolean)).toHaveLength(2);
    expect(limited.dropped.rate_limit).toBe(48);
    expect(limited.request(someIds(), remote(true), "GET", "/")).toBe(true);
  });
});

describe("in a service", () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());

  const run = (requests: readonly string[], env: Record<string, string> = {}) =>
    runFixture({ file: "packages/otel-preload/test/fixtures/basic/sample.mjs", args: requests, receiver, env });
  const servers = () =>
    receiver.spans.filter(({ kind }) => kind === 2).map(({ attributes }) => String(attributes["url.path"]));
  const paths = () => receiver.spans.map(({ attributes }) => attributes["url.path"] ?? attributes["url.full"]);
  const sorted = (texts: readonly string[]) => texts.toSorted((a, b) => a.localeCompare(b));
  const sum = (name: string, attributes: Record<string, unknown>) =>
    receiver.points.findLast(
      (point) =>
        point.name === name && Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
    );

  test("health checks leave no trace, nor do the calls they make; metrics count them, failures too", async () => {
    const requests = ["GET /healthz", "GET /health?fail", "POST /health", "GET /orders"];
    const { stdout, stderr } = await run(requests);
    expect(stderr).toBe("");
    expect(stdout.split("\n").slice(0, 4)).toEqual([
      "GET /healthz → 00",
      "GET /health?fail → 00",
      "POST /health → 01",
      "GET /orders → 01",
    ]);
    expect(sorted(servers())).toEqual(["/health", "/orders", "/other", "/other"]);
    expect(sum("http.server.request.duration", { "http.response.status_code": 503 })?.count).toBe(1);
    expect(sum("otel_preload.sampling.dropped", { reason: "health_check" })?.value).toBe(2);
    // Each dropped request: its own span, the call and the other server's.
    const started = "otel.sdk.span.started";
    expect(sum(started, { "otel.span.sampling_result": "DROP", "otel.span.parent.origin": "none" })?.value).toBe(2);
    expect(sum(started, { "otel.span.sampling_result": "DROP", "otel.span.parent.origin": "local" })?.value).toBe(2);
    expect(sum(started, { "otel.span.sampling_result": "DROP", "otel.span.parent.origin": "remote" })?.value).toBe(2);
    expect(sum(started, { "otel.span.sampling_result": "RECORD_AND_SAMPLE" })).toBeDefined();
  });

  test("a caller that keeps its trace keeps that of the health check; always_on keeps no half of it", async () => {
    const parent = "00-11111111111111112222222222222222-3333333333333333-01";
    await run(["GET /healthz", `GET /readyz ${parent}`], { OTEL_TRACES_SAMPLER: "parentbased_always_on" });
    expect(sorted(servers())).toEqual(["/other", "/readyz"]);
    receiver.spans.length = 0;
    await run(["GET /healthz"], { OTEL_TRACES_SAMPLER: "always_on" });
    // The other server is a process of its own as far as the sampler knows: it is told 00 and samples always.
    expect(receiver.spans.filter(({ kind }) => kind === 3)).toEqual([]);
  });

  test("rules and the switch for health checks", async () => {
    const rules = "GET /search=0, /users/:id=0, /api/*=0, * /api/keep=1";
    const requests = ["GET /search", "POST /search", "GET /users/1", "GET /users/1/x", "GET /api/keep", "GET /livez"];
    await run(requests, { OTEL_PRELOAD_SAMPLING_RULES: rules, OTEL_PRELOAD_SAMPLING_HEALTH_CHECKS: "true" });
    const expected = ["/livez", "/search", "/users/1/x"];
    expect(sorted(servers().filter((path) => path !== "/other"))).toEqual(expected);
    expect(sum("otel_preload.sampling.dropped", { reason: "rule" })?.value).toBe(3);
    expect(paths()).toHaveLength(9);
  });
});
