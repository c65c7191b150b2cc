import type { Config } from "../config.ts";
import type { Ids } from "./ids.ts";

/** Whether a span is recorded. `parentSampled` is undefined for a root. */
export type Sampler = (ids: Ids, parentSampled: boolean | undefined) => boolean;

/** The specification's built-in samplers by their names in `OTEL_TRACES_SAMPLER`. */
export function createSampler({ name, ratio }: Config["sampler"]): Sampler {
  const root = rootSampler(name.replace("parentbased_", ""), ratio);
  return name.startsWith("parentbased_") ? (ids, parent) => parent ?? root(ids, parent) : root;
}

function rootSampler(name: string, ratio: number): Sampler {
  if (name === "always_off") return () => false;
  if (name !== "traceidratio" || ratio >= 1) return () => true;
  // As OpenTelemetry's SDK for JavaScript has it, so that services of both kinds keep the same traces.
  const bound = Math.floor(Math.max(0, ratio) * 0xffffffff);
  return ({ trace0, trace1, trace2, trace3 }) => (trace0 ^ trace1 ^ trace2 ^ trace3) >>> 0 < bound;
}
