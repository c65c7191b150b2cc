import { own } from "../src/instrumentation/table.ts";
import { upstream } from "../src/instrumentation/upstream/table.ts";

/** What is loaded when it is needed, each a file of the bundle: name → source. `start` is what every application loads. */
export const parts: Readonly<Record<string, string>> = {
  start: "src/start.ts",
  metrics: "src/metrics/part.ts",
  prometheus: "src/exporter/prometheus.ts",
  b3: "src/propagator-b3.ts",
  "sentry-core": "src/sentry/core.ts",
  "esm-hook": "src/instrumentation/upstream/esm-hook.ts",
  ...Object.fromEntries(Object.keys(own).map((name) => [name, `src/instrumentation/${name}.ts`])),
  ...Object.fromEntries(Object.entries(upstream).map(([name, { module }]) => [`upstream-${name}`, module])),
  "upstream-aws-lambda": "@opentelemetry/instrumentation-aws-lambda",
};
