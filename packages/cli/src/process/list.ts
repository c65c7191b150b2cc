import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** One running process, as far as the stack needs to know it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  readonly sessionId: number;
  /** Opaque; equal only for the same process: a pid alone may have been given to somebody else since. */
  readonly startTime: string;
  readonly residentBytes: number;
  /** Ended, only its parent has not noticed yet. */
  readonly zombie: boolean;
}

const pageBytes = 4096;

/** Every process of this machine that we may see. */
export function listProcesses(): ProcessEntry[] {
  return process.platform === "linux" ? listFromProc() : listFromPs();
}

/**
 * Resident memory of one process; of several, each one's share of the pages they have in common, where the system tells
 * (Linux): PostgreSQL's processes would otherwise count their common buffers once each.
 */
export function memoryOf(entries: readonly ProcessEntry[]): number {
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) return only.residentBytes;
  return entries.reduce((sum, entry) => sum + (proportionalBytes(entry.pid) ?? entry.residentBytes), 0);
}

function proportionalBytes(pid: number): number | undefined {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

/** The process behind a pid, or undefined when there is none. */
export function findProcess(pid: number): ProcessEntry | undefined {
  if (process.platform === "linux") return readProcStat(pid, bootId());
  return listFromPs().find((entry) => entry.pid === pid);
}

function listFromProc(): ProcessEntry[] {
  const boot = bootId();
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcStat(Number(name), boot) ?? []);
}

// Start times in /proc count from boot: without the boot's id, a process of before a restart could look like ours.
function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
}

function readProcStat(pid: number, boot: string): ProcessEntry | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The command name stands in parentheses and may itself contain spaces and parentheses: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    pid,
    zombie: fields[0] === "Z" || fields[0] === "X",
    parentPid: Number(fields[1]),
    groupId: Number(fields[2]),
    sessionId: Number(fields[3]),
    startTime: `${boot}:${fields[19]}`,
    residentBytes: Number(fields[21]) * pageBytes,
  };
}

/** The same list from `ps`, for systems without /proc (macOS). */
export function listFromPs(): ProcessEntry[] {
  const text = execFileSync("ps", ["-axo", "pid=,ppid=,pgid=,sess=,rss=,stat=,lstart="], {
    encoding: "utf8",
    env: { LC_ALL: "C", PATH: "/bin:/usr/bin" },
    maxBuffer: 64 * 1024 * 1024,
  });
  return text.split("\n").flatMap((line) => parsePsLine(line) ?? []);
}

function parsePsLine(line: string): ProcessEntry | undefined {
  const [pid, parentPid, groupId, sessionId, resident, state, ...start] = line.trim().split(/\s+/);
  if (state === undefined) return undefined;
  return {
    pid: Number(pid),
    parentPid: Number(parentPid),
    groupId: Number(groupId),
    // macOS prints a kernel address here, often 0: then the group is all there is to go by.
    sessionId: Number(sessionId) || 0,
    startTime: start.join(" "),
    residentBytes: Number(resident) * 1024,
    zombie: state.startsWith("Z"),
  };
}
