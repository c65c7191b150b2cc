import { expect, test } from "vitest";
import { metricNames, ourMetricNames } from "../src/names.ts";
import { startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

test("event loop, garbage collection, heap and limit, CPU, memory and limit, open files", async () => {
  const receiver = await startReceiver();
  const run = await runFixture({
    file: "packages/otel-preload/test/fixtures/basic/idle.cjs",
    receiver,
    env: { OTEL_METRIC_EXPORT_INTERVAL: "100" },
  });
  await receiver.close();
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const last = (name: string, attributes: Record<string, unknown> = {}) =>
    receiver.points.findLast(
      (point) =>
        point.name === name && Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
    );

  const rss = last(metricNames.processMemoryUsage)?.value ?? 0;
  expect(rss).toBeGreaterThan(20e6);
  expect(last(ourMetricNames.processMemoryLimit)?.value).toBeGreaterThan(rss);
  const heap = receiver.points.filter((point) => point.name === metricNames.v8jsMemoryHeapUsed);
  expect(heap.map((point) => point.attributes["v8js.heap.space.name"])).toContain("old_space");
  expect(last(metricNames.v8jsMemoryHeapLimit)?.value).toBeGreaterThan(
    last(metricNames.v8jsMemoryHeapUsed, { "v8js.heap.space.name": "old_space" })?.value ?? Infinity,
  );
  expect(last(metricNames.v8jsGcDuration)?.count).toBeGreaterThan(0);
  const active = last(metricNames.nodejsEventloopTime, { "nodejs.eventloop.state": "active" });
  expect(active?.value).toBeGreaterThan(0);
  expect(active?.value).toBeLessThan(30);
  expect(last(metricNames.nodejsEventloopUtilization)?.value).toBeGreaterThanOrEqual(0);
  expect(last(metricNames.nodejsEventloopUtilization)?.value).toBeLessThanOrEqual(1);
  expect(last(metricNames.nodejsEventloopDelayP99)?.value).toBeGreaterThanOrEqual(0);
  expect(last(metricNames.processCpuTime, { "cpu.mode": "user" })?.value).toBeGreaterThan(0);
  expect(last(metricNames.processUptime)?.value).toBeGreaterThan(0.3);
  expect(last(metricNames.processOpenFileDescriptors)?.value).toBeGreaterThan(5);
});
