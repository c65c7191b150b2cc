import { randomUUID } from "node:crypto";
import { expect, inject, test, vi } from "vitest";
import { upStack } from "../../packages/cli/src/stack/up.ts";
import { runFixture } from "../run-fixture.ts";
import { logLines, promQuery, searchTraces } from "./backends.ts";
import { collectorPid } from "./collector-pid.ts";

const patient = { timeout: 120_000, interval: 1000 };
const seconds = 12;

test("across a death of the collector: produced in the app = stored in Jaeger and Loki + counted as dropped", async () => {
  const stack = inject("stack");
  const io = { out: () => {}, err: () => {}, isTTY: false };
  const service = `books-${randomUUID()}`;
  const produced = Promise.withResolvers<{ spans: number; records: number }>();
  let end: (signal: NodeJS.Signals) => void = () => {};
  const running = runFixture({
    file: "test/e2e/books-program.mjs",
    args: [String(seconds)],
    env: {
      OTEL_SERVICE_NAME: service,
      OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.otlpHttp,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_METRIC_EXPORT_INTERVAL: "1000",
      // Too small for the time the collector is away: something is dropped, and has to be counted.
      OTEL_PRELOAD_SPOOL_MIB: "0.1",
    },
    timeoutMillis: 170_000,
    onReady: (line, kill) => {
      end = kill;
      const [spans = 0, records = 0] = line.split(" ").slice(1).map(Number);
      produced.resolve({ spans, records });
    },
  });
  await vi.waitFor(async () => expect(await storedSpans(service)).toBeGreaterThan(100), patient);

  process.kill(await collectorPid(), "SIGKILL");
  const { spans, records } = await produced.promise;
  const env = { ...process.env, OTELSTACK_HOME: inject("stackHome") };
  await upStack({ env, portOffset: stack.portOffset, demo: true, engine: "native" }, io);

  await expect.poll(async () => (await storedSpans(service)) + (await dropped("span", service)), patient).toBe(spans);
  await expect
    .poll(async () => (await storedRecords(service)) + (await dropped("log", service)), patient)
    .toBe(records);
  expect(await dropped("span", service)).toBeGreaterThan(0);
  end("SIGTERM");
  const { stderr } = await running;
  expect(stderr).toMatch(/spans were lost: .*\(spool_full\)/u);
});

/** What was on its way when the collector died is sent again, and may be there twice. */
async function storedSpans(service: string): Promise<number> {
  return new Set((await searchTraces(service, 1000)).map(({ spanId }) => spanId)).size;
}

async function storedRecords(service: string): Promise<number> {
  return new Set((await logLines(`{service_name="${service}"}`, 5000)).map(({ line }) => line)).size;
}

async function dropped(signal: "span" | "log", service: string): Promise<number> {
  const name = `otel_sdk_exporter_${signal}_exported_total`;
  const series = await promQuery(`sum(last_over_time(${name}{job="${service}", error_type!=""}[10m]))`);
  return series[0]?.value ?? 0;
}
