import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import { reachableByOthers } from "../process/account.ts";
import { familyOf } from "../process/family.ts";
import { waitUntilReady } from "../process/ready.ts";
import { startProcess, type Environment, type StartedProcess } from "../process/start.ts";
import { terminate } from "../process/terminate.ts";
import type { ServerDefinition } from "./definition.ts";
import { freePorts, isBusy } from "./ports.ts";

/** A server that answers, until `stop` is called or this process ends. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly extraPorts: Readonly<Record<string, number>>;
  readonly pid: number;
  readonly logFile: string;
  stop(): Promise<void>;
}

/** Where a server runs; what is not given is chosen: a free port, a random password. */
export interface StartOptions {
  /** Its data folder. Its log is written beside it, as DIR.log. */
  readonly dir: string;
  readonly env: Environment;
  readonly port?: number;
  readonly password?: string;
  readonly io?: Io;
}

const silent: Io = { out: () => {}, err: () => {}, isTTY: false };
const running = new Set<StartedProcess>();

/** Starts a server for as long as this process lives, and waits until it answers. */
export async function startServer(definition: ServerDefinition, options: StartOptions): Promise<RunningServer> {
  const { dir, env, io = silent, password = randomBytes(16).toString("hex") } = options;
  await checkReachable(definition, dir);
  const [free = 0, ...extra] = await freePorts(1 + definition.extraPorts.length);
  const port = options.port ?? free;
  if (await isBusy(port)) throw new CliError("E_PORT_BUSY", `port ${port}, which ${definition.label} wants, is taken`);
  const extraPorts = Object.fromEntries(definition.extraPorts.map((name, index) => [name, extra[index] ?? 0]));
  await mkdir(dirname(dir), { recursive: true });
  const launch = await definition.prepare({ dir, port, password, extraPorts, env, io });
  const logFile = `${dir}.log`;
  const started = await startProcess(launch, logFile, env);
  endWithUs(started);
  const stop = () => stopServer(definition, started);
  try {
    await waitUntilReady({
      name: definition.label,
      identity: started,
      ended: started.ended,
      probe: definition.probe(port),
      timeoutMillis: definition.startTimeoutMillis,
      logFile,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: definition.url({ port, password }), port, extraPorts, pid: started.pid, logFile, stop };
}

async function stopServer(definition: ServerDefinition, started: StartedProcess): Promise<void> {
  const { left } = await terminate(started, {
    signal: definition.stopSignal,
    timeoutMillis: definition.stopTimeoutMillis,
  });
  running.delete(started);
  if (left.length > 0) {
    throw new CliError("E_LEFT", `${definition.label}: processes ${left.join(", ")} could not be ended`);
  }
}

async function checkReachable(definition: ServerDefinition, dir: string): Promise<void> {
  if (definition.user === undefined || process.getuid?.() !== 0) return;
  if (await reachableByOthers(dir)) return;
  throw new CliError(
    "E_UNREACHABLE",
    `${dir}: the account ${definition.user}, which ${definition.label} runs as, cannot get there; expected a folder all of whose parents have the permission o+x`,
  );
}

// A test runner that is ended without its clean-up must not leave servers behind; "exit" allows no waiting, hence by force.
function endWithUs(started: StartedProcess): void {
  if (running.size === 0 && process.listenerCount("exit", killRunning) === 0) {
    process.on("exit", killRunning);
  }
  running.add(started);
}

function killRunning(): void {
  for (const started of running) {
    for (const entry of familyOf(started)) {
      try {
        process.kill(entry.pid, "SIGKILL");
      } catch {
        // Already gone.
      }
    }
  }
}
