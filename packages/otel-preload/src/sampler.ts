import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import type { Config } from "./config.ts";

/** The specification's built-in samplers by their names in `OTEL_TRACES_SAMPLER`. */
export function createSampler({ name, ratio }: Config["sampler"]): Sampler {
  const roots: Record<string, () => Sampler> = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  };
  const root = (roots[name.replace("parentbased_", "")] ?? (() => new AlwaysOnSampler()))();
  return name.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root;
}
