import type { ModuleKind } from "../contender/table.ts";
import type { ContenderName, PartName } from "../options.ts";

/** What one run of one contender measured. */
export interface Sample {
  readonly part: PartName;
  readonly contender: ContenderName;
  readonly kind: ModuleKind;
  /** Samples of the same round were measured next to each other, and are compared with each other. */
  readonly round: number;
  /** By name with its unit. */
  readonly values: Readonly<Record<string, number>>;
}
