import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StackPaths } from "../stack/home.ts";
import type { GuardedStore } from "./settings.ts";

/** What `status` tells of the guard: the caps, and what was last done for each. Kept in `guard.json`. */
export interface GuardReport {
  readonly capBytes: Readonly<Record<GuardedStore, number>>;
  readonly lastAction: Readonly<Partial<Record<GuardedStore, string>>>;
}

/** What the guard of this stack has last written; undefined before the first one ran. */
export function readReport(paths: StackPaths): Promise<GuardReport | undefined> {
  return readFile(fileOf(paths), "utf8").then(
    (text) => JSON.parse(text) as GuardReport,
    () => undefined,
  );
}

/** The report under these caps, with what an earlier guard last did. */
export async function beginReport(paths: StackPaths, capBytes: GuardReport["capBytes"]): Promise<GuardReport> {
  const report = { capBytes, lastAction: (await readReport(paths))?.lastAction ?? {} };
  await writeReport(paths, report);
  return report;
}

/** Replaces the report in one step. */
export async function writeReport(paths: StackPaths, report: GuardReport): Promise<void> {
  const draft = `${fileOf(paths)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(report, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, fileOf(paths));
}

function fileOf(paths: StackPaths): string {
  return join(paths.root, "guard.json");
}
