import { afterAll, beforeAll, expect, test } from "vitest";
import { counter, id, logs, span, traces } from "./otlp.ts";
import { startPipeline, type Pipeline } from "./pipeline.ts";
import { buildTimeoutMillis } from "./tools.ts";

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline();
}, buildTimeoutMillis);
afterAll(() => pipeline.stop());

test.for(["SIGKILL", "SIGTERM"] as const)(
  "what was acknowledged while every backend was down survives %s and arrives once they are back",
  async (signal) => {
    pipeline.answer = 503;
    const markers = Array.from({ length: 50 }, () => id(16));
    for (const trace of markers) {
      const answers = await Promise.all([
        pipeline.send("traces", traces("shop", [span({ trace, name: "GET /outage", kind: 2 })])),
        pipeline.send("logs", logs("shop", [{ body: "during the outage", trace }])),
        pipeline.send("metrics", counter("shop", "shop.outage", { trace })),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    }

    await pipeline.kill(signal);
    await pipeline.restart();
    pipeline.answer = 200;

    for (const path of ["/traces", "/logs", "/metrics"]) {
      await expect
        .poll(() => markers.filter((marker) => !pipeline.textOf(path).includes(marker)), {
          timeout: 45_000,
          interval: 250,
        })
        .toEqual([]);
    }
  },
);
