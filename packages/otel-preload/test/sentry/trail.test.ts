import { SpanKind } from "@opentelemetry/api";
import { expect, test } from "vitest";
import type { SeenRecord } from "../../src/engine/logger.ts";
import type { EngineSpan } from "../../src/engine/span.ts";
import { Trail } from "../../src/sentry/trail.ts";

const contextOf = (traceId: string) => ({ traceId, spanId: "1".repeat(16), traceFlags: 1 });

function begin(trail: Trail, traceId: string): void {
  const span = { kind: SpanKind.SERVER, name: `GET ${traceId}`, spanContext: () => contextOf(traceId) };
  trail.spanObserver.started(span as unknown as EngineSpan);
}

const line = (traceId: string, body: string, millis: number): SeenRecord => ({
  scope: "winston",
  millis,
  severity: 9,
  body,
  spanContext: contextOf(traceId),
});

test("what a busy server tells of traces that are over, a batch at a time, costs those under way nothing", () => {
  const trail = new Trail();
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 256; i++) begin(trail, `${round} ${i}`);
    begin(trail, `under way ${round}`);
    trail.recordObserver(line(`under way ${round}`, "begun", 1));
    for (let i = 0; i < 256; i++) trail.recordObserver(line(`${round} ${i}`, "done", 2));
    const { entry, crumbs } = trail.of(`under way ${round}`);
    expect(entry).toBe(`GET under way ${round}`);
    expect(crumbs.map(({ message }) => message)).toEqual(["begun"]);
  }
});

test("breadcrumbs stand in the order of their times, however they are told of", () => {
  const trail = new Trail();
  for (const millis of [3000, 1000, 4000, 2000]) trail.recordObserver(line("one", `at ${millis}`, millis));
  expect(trail.of("one").crumbs.map(({ message }) => message)).toEqual(["at 1000", "at 2000", "at 3000", "at 4000"]);
});
