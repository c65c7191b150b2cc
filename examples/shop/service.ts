import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

const startTimeoutMillis = 30_000;
const stopTimeoutMillis = 15_000;
const lastLines = 15;

export interface ServiceOptions {
  readonly name: string;
  readonly folder: string;
  /** Arguments of node: flags, the file, the file's arguments. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logDir: string;
}

/** How a process ended: an exit code, or the signal that ended it. */
export type Exit = number | NodeJS.Signals;

export interface Service {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** The port it listens on; undefined for one that listens to a queue. */
  readonly port: number | undefined;
  readonly exited: Promise<Exit>;
  /** SIGTERM, and SIGKILL for one that does not heed it. */
  stop(): Promise<Exit>;
}

interface Listening {
  readonly type: "listening";
  readonly port?: number;
}

/** Starts a process of the shop and waits until it says that it listens; its output goes to `logDir/name.log`. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { name } = options;
  const logFile = join(options.logDir, `${name}.log`);
  const child = spawnLogged(options, logFile);
  const exited = exitOf(child);
  const message = await Promise.race([listening(child), exited, startTimeout()]);
  if (typeof message !== "object") {
    child.kill("SIGKILL");
    const what =
      message === "timeout" ? `does not listen after ${startTimeoutMillis / 1_000} s` : `ended with ${message}`;
    throw new Error(`${name} ${what}; the last lines of ${logFile}:\n${tail(logFile)}`);
  }
  child.disconnect();
  return { name, pid: child.pid!, logFile, port: message.port, exited, stop: () => stop(child, exited) };
}

function spawnLogged({ args, folder, env }: ServiceOptions, logFile: string): ChildProcess {
  const log = openSync(logFile, "a");
  try {
    return spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", log, log, "ipc"] });
  } finally {
    closeSync(log);
  }
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? code ?? 0));
  });
}

function listening(child: ChildProcess): Promise<Listening> {
  return new Promise((resolve) => {
    child.on("message", (message) => {
      if (isListening(message)) resolve(message);
    });
  });
}

function isListening(message: unknown): message is Listening {
  return typeof message === "object" && message !== null && "type" in message && message.type === "listening";
}

function startTimeout(): Promise<"timeout"> {
  return new Promise((resolve) => setTimeout(resolve, startTimeoutMillis, "timeout").unref());
}

async function stop(child: ChildProcess, exited: Promise<Exit>): Promise<Exit> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMillis);
  return exited.finally(() => clearTimeout(timer));
}

function tail(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-lastLines).join("\n");
}
