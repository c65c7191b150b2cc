import type { PartName } from "../options.ts";
import { exit } from "./exit.ts";
import { kept } from "./kept.ts";
import type { Part } from "./setting.ts";
import { startup } from "./startup.ts";
import { steady } from "./steady.ts";
import { app, hello } from "./throughput.ts";

/** What is run for which parts; latency and memory are of the same runs. */
export const measurements: readonly { readonly parts: readonly PartName[]; readonly run: Part }[] = [
  { parts: ["hello"], run: hello },
  { parts: ["app"], run: app },
  { parts: ["startup"], run: startup },
  { parts: ["latency", "memory"], run: steady },
  { parts: ["kept"], run: kept },
  { parts: ["exit"], run: exit },
];
