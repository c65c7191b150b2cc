import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect, inject, test, vi } from "vitest";
import { allLabelValues, eventsOf, issues, logLines, searchTraces } from "./backends.ts";

const patient = { timeout: 60_000, interval: 500 };
const fixture = fileURLToPath(new URL("../fixtures/leaky.mjs", import.meta.url));
const doorway = fileURLToPath(new URL("../../packages/otel-preload/dist/import.js", import.meta.url));

/** A secret nobody else has; letters only after the mark, so that no pattern for numbers hides it by luck. */
const canary = (): string => `canary${randomBytes(10).toString("hex").replaceAll(/\d/gu, "z")}`;
const luhnCard = (): string => {
  const digits = Array.from({ length: 15 }, (_, i) => (i === 0 ? 4 : Math.floor(Math.random() * 10)));
  const sum = digits
    .toReversed()
    .reduce((total, digit, i) => total + (i % 2 === 0 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit), 0);
  return [...digits, (10 - (sum % 10)) % 10].join("");
};

test("200 secrets in headers, addresses, SQL, logs and errors are found in no backend", async () => {
  const secrets = [...Array.from({ length: 180 }, canary), ...Array.from({ length: 20 }, luhnCard)];
  const marker = `leaky-${randomBytes(6).toString("hex")}`;
  const { urls, sentryDsn } = inject("stack");
  const child = spawn(process.execPath, ["--import", doorway, fixture], {
    env: {
      PATH: process.env["PATH"],
      OTEL_SERVICE_NAME: marker,
      OTEL_EXPORTER_OTLP_ENDPOINT: urls.otlpHttp,
      OTEL_METRIC_EXPORT_INTERVAL: "1000",
      SENTRY_DSN: sentryDsn,
      DATABASE_URL: urls.postgres,
      SECRETS: JSON.stringify(secrets),
      MARKER: marker,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => child.on("close", resolve));
  // The program really had them: its own output shows every one.
  for (const secret of secrets) expect(output).toContain(secret);

  const traces = await vi.waitFor(async () => {
    const found = await searchTraces(marker, 1500);
    expect(found.filter((span) => span.kind === "server").length).toBeGreaterThanOrEqual(secrets.length);
    return found;
  }, patient);
  const lines = await vi.waitFor(async () => {
    const found = await logLines(`{service_name="${marker}"}`, 5000);
    expect(found.length).toBeGreaterThanOrEqual(secrets.length);
    return found;
  }, patient);
  const found = await vi.waitFor(async () => {
    const own = (await issues()).filter((issue) => issue.calculated_value.includes(marker));
    expect(own.length).toBeGreaterThan(0);
    return own;
  }, patient);
  const events = (await Promise.all(found.map(({ id }) => eventsOf(id)))).flat();
  const stores = {
    Jaeger: JSON.stringify(traces, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
    Loki: JSON.stringify(lines),
    Prometheus: await allLabelValues(),
    Bugsink: JSON.stringify(events),
  };
  for (const [store, content] of Object.entries(stores)) {
    expect(
      secrets.filter((secret) => content.includes(secret)),
      store,
    ).toEqual([]);
  }
});
