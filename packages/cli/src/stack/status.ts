import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { familyMemory, isRunning } from "../process/family.ts";
import { listProcesses, type ProcessEntry } from "../process/list.ts";
import { lastLines } from "../process/log.ts";
import { composeList, isWell, type Container } from "./compose.ts";
import { stackPaths, type StackId } from "./home.ts";
import { partNames, type PartName } from "./part.ts";
import { partNamed } from "./parts.ts";
import { readState, type PartState, type StackState } from "./state.ts";

/** How one part is. */
export interface PartStatus {
  readonly name: PartName;
  readonly state: "healthy" | "unhealthy" | "dead";
  /** Why it is not healthy. */
  readonly reason?: string;
  readonly pid: number;
  /** Of the part's process and all it has started. */
  readonly memoryBytes: number;
  readonly uptimeSeconds: number;
  readonly ports: readonly number[];
  readonly address: string;
  /** Disk use of its data; absent for a part that keeps none. */
  readonly diskBytes?: number;
  readonly logFile: string;
  /** Of a dead part: what it said last. */
  readonly lastLogLines?: readonly string[];
}

/** How the stack is; `parts` are those that `up` started. */
export interface StackStatus {
  readonly up: boolean;
  readonly healthy: boolean;
  readonly portOffset: number;
  readonly engine?: StackState["engine"];
  readonly parts: readonly PartStatus[];
  /** In place of `parts`, when the stack runs in containers. */
  readonly containers?: readonly Container[];
  readonly home: string;
}

const shownLogLines = 15;

/** Looks at every part: its process, its health, its memory, its disk. */
export async function stackStatus(id: StackId): Promise<StackStatus> {
  const { root, stateFile } = await stackPaths(id);
  const state = await readState(stateFile);
  const { portOffset } = id;
  if (state === undefined) return { up: false, healthy: false, portOffset, parts: [], home: root };
  if (state.engine === "compose") {
    const containers = await composeList(state, id.env);
    const healthy = containers.length > 0 && containers.every(isWell);
    return { up: true, healthy, portOffset, engine: "compose", parts: [], containers, home: root };
  }
  const all = listProcesses();
  // In the order of the flow, not in that in which they happened to start.
  const saved = state.parts.toSorted((a, b) => partNames.indexOf(a.name) - partNames.indexOf(b.name));
  const parts = await Promise.all(saved.map((part) => partStatus(part, state, all)));
  const healthy = parts.every((part) => part.state === "healthy");
  return { up: true, healthy, portOffset, engine: state.engine, parts, home: root };
}

async function partStatus(
  saved: PartState,
  { ports, paths }: StackState,
  all: readonly ProcessEntry[],
): Promise<PartStatus> {
  const part = partNamed(saved.name);
  const dataDir = part.dataDir(paths);
  const alive = isRunning(saved);
  const common = {
    name: saved.name,
    pid: saved.pid,
    memoryBytes: alive ? familyMemory(saved, all) : 0,
    uptimeSeconds: alive ? Math.round((Date.now() - Date.parse(saved.startedAt)) / 1000) : 0,
    ports: part.ports.map((name) => ports[name]),
    address: part.address(ports),
    ...(dataDir !== undefined && { diskBytes: await diskBytes(dataDir) }),
    logFile: saved.logFile,
  };
  if (!alive) {
    const lastLogLines = await lastLines(saved.logFile, shownLogLines);
    return { ...common, state: "dead", reason: `process ${saved.pid} has ended`, lastLogLines };
  }
  const reason = await part
    .probe(ports)()
    .then(
      () => undefined,
      (error: Error) => error.message,
    );
  return reason === undefined ? { ...common, state: "healthy" } : { ...common, state: "unhealthy", reason };
}

/** What a folder takes on the disk, as du counts it. What disappears meanwhile counts nothing. */
async function diskBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return diskBytes(path);
      return lstat(path).then(
        (info) => info.blocks * 512,
        () => 0,
      );
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
