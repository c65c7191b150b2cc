import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Receiver, startReceiver, type TestPoint } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";
import { appLogEventNames, appMetricNames } from "../src/names.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const fixture = (name: string): string => `packages/telemetry/test/fixtures/${name}.mjs`;

/** Value of a series, the count of a histogram; `undefined` when it is not there. */
function valueOf(name: string, attributes: Record<string, unknown>): number | undefined {
  const matches = (point: TestPoint): boolean =>
    point.name === name && Object.entries(attributes).every(([key, value]) => point.attributes[key] === value);
  const point = receiver.points.findLast(matches);
  return point?.value ?? point?.count;
}

describe("under the preload", () => {
  test("every metric arrives with its attributes", async () => {
    const run = await runFixture({ file: fixture("everything"), receiver });
    expect(run).toMatchObject({ code: 0, stdout: '{"value":42,"sync":"sync","sameError":true}\n' });
    expect([...new Set(receiver.points.map((point) => point.name))]).toEqual(
      expect.arrayContaining(Object.values(appMetricNames)),
    );
    expect(valueOf("app.business.events", { event: "signup", plan: "team" })).toBe(3);
    expect(valueOf("app.business.value", { event: "order", unit: "EUR" })).toBe(1);
    expect(valueOf("app.auth.login", { outcome: "failure", method: "password", reason: "wrong_password" })).toBe(1);
    expect(valueOf("app.auth.token", { action: "rejected", provider: "github" })).toBe(1);
    expect(valueOf("app.auth.denied", { resource: "invoice" })).toBe(1);
    expect(valueOf("app.rate_limit.hits", { limiter: "search" })).toBe(1);
    expect(valueOf("app.security.events", { kind: "csrf", action: "blocked" })).toBe(1);
    expect(valueOf("app.cache.requests", { cache: "prices", outcome: "hit" })).toBe(1);
    expect(valueOf("app.circuit_breaker.state", { breaker: "payments", state: "open" })).toBe(1);
    expect(valueOf("app.circuit_breaker.state", { breaker: "payments", state: "closed" })).toBe(0);
    expect(valueOf("app.circuit_breaker.state", { breaker: "mail", state: "half_open" })).toBe(1);
    expect(valueOf("app.circuit_breaker.transitions", { breaker: "payments", state: "open" })).toBe(1);
    expect(valueOf("app.queue.messages", { queue: "mails", state: "waiting" })).toBe(7);
    expect(valueOf("app.queue.messages", { queue: "mails", state: "failed" })).toBe(1);
    expect(valueOf("app.queue.oldest_age", { queue: "mails" })).toBe(12.5);
    expect(valueOf("app.queue.workers", { queue: "mails" })).toBe(2);
    expect(valueOf("app.task.duration", { task: "import", outcome: "success" })).toBe(1);
    expect(valueOf("app.task.duration", { task: "failing", outcome: "failure" })).toBe(1);
    expect(valueOf("app.task.active", { task: "import" })).toBe(0);
    expect(valueOf("app.tenant.operations", { tenant: "acme", outcome: "success" })).toBe(2);
    expect(valueOf("app.tenant.duration", { tenant: "acme" })).toBe(2);
  });

  test("what was declared begins at 0", async () => {
    await runFixture({ file: fixture("everything"), receiver });
    expect(valueOf("app.business.events", { event: "refund" })).toBe(0);
    expect(valueOf("app.auth.login", { outcome: "failure", method: "password", reason: "locked" })).toBe(0);
    expect(valueOf("app.auth.token", { action: "revoked", provider: "github" })).toBe(0);
    expect(valueOf("app.security.events", { kind: "csrf", action: "detected" })).toBe(0);
    expect(valueOf("app.cache.requests", { cache: "prices", outcome: "miss" })).toBe(0);
    expect(valueOf("app.circuit_breaker.transitions", { breaker: "payments", state: "half_open" })).toBe(0);
    expect(valueOf("app.tenant.operations", { tenant: "acme", outcome: "failure" })).toBe(0);
  });

  test("failures are log records with the account's hash and never the account", async () => {
    const env = { TELEMETRY_ACCOUNT_SALT: "salt of this install" };
    await runFixture({ file: fixture("everything"), receiver, env });
    const login = receiver.logs.find((log) => log.attributes["reason"] === "wrong_password");
    expect(login).toMatchObject({
      severityText: "WARN",
      severityNumber: 13,
      attributes: { outcome: "failure", method: "password", "client.address": "203.0.113.9" },
    });
    expect(login?.attributes["account.hash"]).toMatch(/^[a-p]{16}$/u);
    expect(new Set(receiver.logs.map((log) => log.attributes["account.hash"]).filter(Boolean)).size).toBe(1);
    const bodies = receiver.bodies.join("");
    for (const name of Object.values(appLogEventNames)) expect(bodies).toContain(`"eventName":"${name}"`);
    expect(bodies).not.toContain("ada@");
  });

  test("a task is a span, its steps are children, a failed one says why", async () => {
    await runFixture({ file: fixture("everything"), receiver });
    const span = (name: string) => receiver.spans.find((one) => one.name === name);
    expect(span("task import.read")?.parentSpanId).toBe(span("task import")?.spanId);
    expect(span("task import")?.attributes).toMatchObject({ task: "import", outcome: "success", tenant: "acme" });
    expect(span("task failing")).toMatchObject({ status: { code: 2, message: "boom" } });
  });

  test("an attribute has at most so many values, the rest is one", async () => {
    const run = await runFixture({ file: fixture("many"), receiver });
    expect(run.code).toBe(0);
    const distinct = (name: string, attribute: string) =>
      new Set(receiver.points.filter((point) => point.name === name).map((point) => point.attributes[attribute]));
    expect(distinct("app.business.events", "event").size).toBe(201);
    expect(distinct("app.tenant.operations", "tenant").size).toBe(201);
    expect(valueOf("app.tenant.operations", { tenant: "other" })).toBe(100);
    expect(run.stderr.match(/app\.tenant\.operations tenant has more than 200/gu)).toHaveLength(1);
  });
});

test("without the preload nothing happens and nothing throws", async () => {
  const run = await runFixture({ file: fixture("everything"), via: "none", receiver });
  expect(run).toMatchObject({ code: 0, stdout: '{"value":42,"sync":"sync","sameError":true}\n', stderr: "" });
  expect(receiver.requests).toEqual([]);
});

test.for(["import", "none"] as const)("hostile arguments throw nothing (%s)", async (via) => {
  const run = await runFixture({ file: fixture("hostile"), via, receiver });
  expect(run).toMatchObject({ code: 0, stdout: '{"thrown":0,"results":24,"sum":24}\n' });
});
