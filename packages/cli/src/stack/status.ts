import { readReport, type GuardReport } from "../guard/report.ts";
import { guardedStores } from "../guard/settings.ts";
import { familyMemory, isRunning } from "../process/family.ts";
import { listProcesses, type ProcessEntry } from "../process/list.ts";
import { lastLines } from "../process/log.ts";
import { composeList, isWell, type Container } from "./compose.ts";
import { diskBytes } from "./disk-use.ts";
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
  /** What the guard keeps it below; absent for a part that it does not guard. */
  readonly diskCapBytes?: number;
  /** What the guard last did to it, and when. */
  readonly diskAction?: string;
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
  // Without a guard, what an earlier one has written tells nothing of now.
  const report = state.parts.some((part) => part.name === "guard") ? await readReport(state.paths) : undefined;
  // In the order of the flow, not in that in which they happened to start.
  const saved = state.parts.toSorted((a, b) => partNames.indexOf(a.name) - partNames.indexOf(b.name));
  const parts = await Promise.all(
    saved.map(async (part) => ({ ...(await partStatus(part, state, all)), ...guarded(part.name, report) })),
  );
  const healthy = parts.every((part) => part.state === "healthy");
  return { up: true, healthy, portOffset, engine: state.engine, parts, home: root };
}

function guarded(name: PartName, report: GuardReport | undefined): Partial<PartStatus> {
  const store = guardedStores.find((one) => one === name);
  if (store === undefined || report === undefined) return {};
  const diskAction = report.lastAction[store];
  return { diskCapBytes: report.capBytes[store], ...(diskAction !== undefined && { diskAction }) };
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
