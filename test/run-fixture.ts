import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Receiver } from "./otlp-receiver.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** The built doorways: child processes run what users run. */
const doorways = {
  import: ["--import", fileURLToPath(new URL("../packages/otel-preload/dist/import.js", import.meta.url))],
  require: ["--require", fileURLToPath(new URL("../packages/otel-preload/dist/require.cjs", import.meta.url))],
  none: [],
} as const;

export interface Run {
  /** The program, relative to the repository or absolute. */
  readonly file: string;
  readonly args?: readonly string[];
  /** Of node, before everything else. */
  readonly flags?: readonly string[];
  readonly via?: keyof typeof doorways;
  readonly receiver?: Receiver;
  readonly env?: Readonly<Record<string, string>>;
  /** Path of the node binary; the project's own by default. */
  readonly node?: string;
  readonly cwd?: string;
  readonly timeoutMillis?: number;
  /** What its standard input holds; without it there is none. */
  readonly stdin?: string;
  /** Called with all that stands on stdout so far. */
  onStdout?(stdout: string): void;
  /** Called with all that stands on stderr so far. */
  onStderr?(stderr: string, kill: (signal: NodeJS.Signals) => void): void;
  /** Called when the program prints a line `ready …`. */
  onReady?(line: string, kill: (signal: NodeJS.Signals) => void): void;
}

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly millis: number;
}

/** Runs a program under the preload in a child process and waits for its end. No telemetry variables of this process leak in. */
export async function runFixture(run: Run): Promise<Finished> {
  const started = performance.now();
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:OTEL_|SENTRY_|NODE_OPTIONS|VITEST|NODE_ENV)/u.test(name)),
  );
  // What one run leaves behind is not for the next, unless that is the test.
  const spool = mkdtempSync(join(tmpdir(), "otel-preload-spool-"));
  const env = {
    ...clean,
    OTEL_PRELOAD_SPOOL_DIRECTORY: spool,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_METRIC_EXPORT_INTERVAL: "60000",
    ...(run.receiver === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: run.receiver.url }),
    ...run.env,
  };
  const { flags = [], via = "import", args = [] } = run;
  const child = spawn(run.node ?? process.execPath, [...flags, ...doorways[via], run.file, ...args], {
    cwd: run.cwd ?? root,
    env,
    stdio: [run.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"] as ["pipe", "pipe", "pipe"],
  });
  if (run.stdin !== undefined) child.stdin.end(run.stdin);
  let stdout = "";
  let stderr = "";
  let announced = false;
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    run.onStdout?.(stdout);
    const ready = /^ready.*$/mu.exec(stdout)?.[0];
    if (ready !== undefined && !announced) {
      announced = true;
      run.onReady?.(ready, (signal) => child.kill(signal));
    }
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    run.onStderr?.(stderr, (signal) => child.kill(signal));
  });
  const deadline = setTimeout(() => child.kill("SIGKILL"), run.timeoutMillis ?? 30_000);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on("close", (...end) => resolve(end)),
  );
  clearTimeout(deadline);
  rmSync(spool, { recursive: true, force: true });
  return { code, signal, stdout, stderr, millis: performance.now() - started };
}
