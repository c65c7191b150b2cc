import { expect, inject, test, vi } from "vitest";
import { upStack } from "../../packages/cli/src/stack/up.ts";
import { traceSpans } from "./backends.ts";
import { collectorPid } from "./collector-pid.ts";
import { otlpSpans } from "./otlp-load.ts";

const patient = { timeout: 120_000, interval: 500 };

test("the collector is killed under load and comes back: every span it had acknowledged is in Jaeger", async () => {
  const stack = inject("stack");
  const io = { out: () => {}, err: () => {}, isTTY: false };
  const load = otlpSpans(stack.urls.otlpHttp);
  await vi.waitFor(() => expect(load.acknowledged().length).toBeGreaterThan(200), patient);

  process.kill(await collectorPid(), "SIGKILL");
  await vi.waitFor(() => expect(load.refused()).toBeGreaterThan(3), patient);
  const env = { ...process.env, OTELSTACK_HOME: inject("stackHome") };
  await upStack({ env, portOffset: stack.portOffset, demo: true, engine: "native" }, io);
  const before = load.acknowledged().length;
  await vi.waitFor(() => expect(load.acknowledged().length).toBeGreaterThan(before + 100), patient);
  await load.stop();

  const missing = new Set(load.acknowledged());
  await expect
    .poll(async () => {
      for (const traceId of missing) {
        const spans = await traceSpans(traceId);
        if (spans.length > 0) missing.delete(traceId);
      }
      return missing.size;
    }, patient)
    .toBe(0);
});
