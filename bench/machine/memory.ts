import { readFileSync } from "node:fs";

/** The resident set of a process in MB (10⁶ bytes). */
export function residentMegabytes(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return (Number(match?.[1] ?? 0) * 1024) / 1e6;
}
