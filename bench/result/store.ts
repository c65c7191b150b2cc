import { existsSync, readFileSync } from "node:fs";
import type { ContenderName, PartName } from "../options.ts";
import type { Machine } from "../machine/describe.ts";
import type { Sample } from "./sample.ts";

/** One part with the circumstances under which it was measured. */
export interface PartResult {
  readonly measuredAt: string;
  /** Of the minute before the run: what others did on the machine. */
  readonly loadAverageBefore: number;
  readonly rounds: number;
  readonly quick: boolean;
  readonly machine: Machine;
  readonly versions: Readonly<Partial<Record<ContenderName, string>>>;
  readonly samples: readonly Omit<Sample, "part">[];
}

export interface Results {
  readonly parts: Readonly<Partial<Record<PartName, PartResult>>>;
}

export function readResults(file: string): Results {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : { parts: {} };
}

/** Parts of a new run take the place of older ones. */
export const merge = (older: Results, newer: Results): Results => ({
  parts: { ...older.parts, ...newer.parts },
});

/** One line for each sample, five digits of each number. */
export function toJson(results: Results): string {
  const round = (_key: string, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(5)) : value);
  const parts = Object.entries(results.parts).map(([name, { samples, ...circumstances }]) => {
    const lines = samples.map((sample) => `        ${JSON.stringify(sample, round)}`).join(",\n");
    const head = JSON.stringify(circumstances).slice(1, -1);
    return `    ${JSON.stringify(name)}: {\n      ${head},\n      "samples": [\n${lines}\n      ]\n    }`;
  });
  return `{\n  "parts": {\n${parts.join(",\n")}\n  }\n}\n`;
}
