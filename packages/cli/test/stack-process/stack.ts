import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../src/command/run.ts";
import { listProcesses } from "../../src/process/list.ts";
import type { StackId } from "../../src/stack/home.ts";
import type { PartName } from "../../src/stack/part.ts";
import { portsAt } from "../../src/stack/ports.ts";
import { resetStack } from "../../src/stack/reset.ts";
import { freeOffset, isFree } from "../../../../test/free-offset.ts";

/** Without the slow ones: Loki watches its ring for 15 s, Bugsink migrates a database. The whole stack is test/e2e's. */
export const withoutSlow: readonly PartName[] = ["loki", "bugsink", "jaeger", "guard"];

/** Output of commands, kept. */
export interface Recorded {
  readonly out: string[];
  readonly err: string[];
}

/** A stack of its own: folder, ports. Everything of it is gone after `clean`. */
export interface TestStack extends StackId {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs one command on it, as the terminal would. */
  otelstack(...argv: string[]): Promise<Recorded & { readonly code: number }>;
  clean(): Promise<void>;
}

export const silent = { out: (): void => {}, err: (): void => {}, isTTY: false };

export async function newStack(): Promise<TestStack> {
  const home = await mkdtemp(join(tmpdir(), "otelstack-test-"));
  const id = { env: { ...process.env, OTELSTACK_HOME: home }, portOffset: await freeOffset() };
  return {
    ...id,
    otelstack: async (name, ...rest) => {
      const recorded: Recorded = { out: [], err: [] };
      const io = {
        out: (line: string) => void recorded.out.push(line),
        err: (line: string) => void recorded.err.push(line),
        isTTY: false,
      };
      const argv = [name ?? "", "--port-offset", String(id.portOffset), ...rest];
      const code = await run(argv, { io, env: id.env, signal: new AbortController().signal });
      return { ...recorded, code };
    },
    clean: async () => {
      await resetStack(id, silent);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Processes whose command line or folder is this stack's, whoever started them. */
export function alive(pids: readonly number[]): number[] {
  const running = new Set(listProcesses().flatMap(({ pid, zombie }) => (zombie ? [] : [pid])));
  return pids.filter((pid) => running.has(pid));
}

export async function busyPorts(portOffset: number): Promise<number[]> {
  const ports = Object.values(portsAt(portOffset));
  const free = await Promise.all(ports.map(isFree));
  return ports.filter((_, index) => free[index] === false);
}
