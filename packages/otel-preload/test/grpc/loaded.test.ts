import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runFixture } from "../../../../test/run-fixture.ts";
import { RawCollector } from "./raw.ts";
import { startReceiver } from "../../../../test/otlp-receiver.ts";

const loaded = async (env: Readonly<Record<string, string>>): Promise<unknown> => {
  const { stdout } = await runFixture({
    file: "packages/otel-preload/test/grpc/loaded.mjs",
    args: ["http", "http2", "zlib"],
    env: { OTEL_METRICS_EXPORTER: "none", ...env },
  });
  return JSON.parse(stdout);
};

test("HTTP/2 is loaded by who asked for gRPC, and by nobody else", async () => {
  const [receiver, collector] = [await startReceiver(), await new RawCollector().open()];
  const usual = await loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  const asked = await loaded({ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc", OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  await receiver.close();
  collector.close();
  expect(receiver.spans).toHaveLength(1);
  expect(collector.callsOf("traces")).toHaveLength(1);
  expect([usual, asked]).toEqual([
    ["http", "zlib"],
    ["http", "http2", "zlib"],
  ]);
});

test("the file that everybody's worker loads knows HTTP/2 only by the name of another", () => {
  const main = readFileSync(new URL("../../dist/worker/main.cjs", import.meta.url), "utf8");
  expect(main).not.toContain("node:http2");
  expect(main).toContain('require("./grpc-transport.cjs")');
});
