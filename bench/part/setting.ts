import type { Installed } from "../contender/install.ts";
import type { Sample } from "../result/sample.ts";
import type { Sink } from "../sink/start.ts";

/** What every part measures with. */
export interface Setting {
  readonly installed: readonly Installed[];
  readonly sink: Sink;
  readonly quick: boolean;
  readonly rounds: number | undefined;
  /** Of the database servers that the app uses; empty for parts without. */
  readonly serverEnv: Readonly<Record<string, string>>;
}

/** Measures and returns samples in the order in which they were taken. */
export type Part = (setting: Setting) => Promise<Sample[]>;
