import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const shop = join(import.meta.dirname, "..");
const services = ["gateway", "orders", "worker", "payments", "traffic"];
const telemetry =
  /opentelemetry|otel|telemetry|preload|sentry|traceparent|tracing|prom-client|dd-trace|newrelic|elastic-apm/i;

test.each(services)("%s knows nothing of telemetry", (service) => {
  const files = globSync(`${service}/**/*.{js,ts,json}`, { cwd: shop, exclude: (name) => name === "node_modules" });

  const suspicious = files.filter((file) => telemetry.test(readFileSync(join(shop, file), "utf8")));

  expect(files.length).toBeGreaterThan(1);
  expect(suspicious).toEqual([]);
});
