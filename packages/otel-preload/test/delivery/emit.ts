import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, vi } from "vitest";
import { type Finished, runFixture } from "../../../../test/run-fixture.ts";
import type { FaultyCollector } from "./collector.ts";

export interface Emission {
  readonly collector: Pick<FaultyCollector, "url">;
  /** Spans, and as many log records, made at once. */
  readonly burst?: number;
  readonly ratePerSecond?: number;
  readonly seconds?: number;
  /** Runs on until it is told to stop. */
  readonly stays?: boolean;
  readonly spool: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly via?: "import" | "none";
  /** It is told to end when it has said so. */
  readonly until?: RegExp;
  /** No file of it may grow beyond 40 KiB. */
  readonly hasSmallFiles?: boolean;
  readonly timeoutMillis?: number;
}

export interface Running {
  readonly ended: Promise<Finished>;
  /** Settles when the program has begun. */
  readonly ready: Promise<void>;
  /** How many spans, and as many records, it says it has made so far. */
  made(): number;
  /** What stands on its stderr so far. */
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
}

const program = new URL("programs/emit.mjs", import.meta.url).pathname;
const smallFiles = new URL("programs/small-files.sh", import.meta.url).pathname;

/** A program under the preload that makes numbered spans and log records. */
export function startEmitting(emission: Emission): Running {
  const { burst = 0, ratePerSecond = 0, seconds = 0, stays = false, collector, spool, env, via = "import" } = emission;
  const began = Promise.withResolvers<void>();
  let end: (signal: NodeJS.Signals) => void = () => {};
  let [out, said] = ["", ""];
  const ended = runFixture({
    file: program,
    via,
    args: [String(burst), String(ratePerSecond), String(seconds), ...(stays ? ["stay"] : [])],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_PRELOAD_SPOOL_DIRECTORY: spool,
      NODE: process.execPath,
      ...env,
    },
    ...(emission.hasSmallFiles === true && { node: smallFiles }),
    timeoutMillis: emission.timeoutMillis ?? 60_000,
    onStdout: (stdout) => {
      out = stdout;
    },
    onStderr: (stderr, kill) => {
      said = stderr;
      if (emission.until?.test(stderr) === true) kill("SIGTERM");
    },
    onReady: (_line, kill) => {
      end = kill;
      began.resolve();
    },
  });
  const made = (): number => madeBy({ stdout: out });
  return { ended, ready: began.promise, made, stderr: () => said, kill: (signal) => end(signal) };
}

/** One that lives for a second, if nothing else is said: long enough on a busy machine to be told what it meets. */
export function emit(emission: Emission): Promise<Finished> {
  return startEmitting({ seconds: 1, ...emission }).ended;
}

/** Another process of the same service delivers what others have left, and `burst` of its own. */
export async function deliverRest(emission: Emission): Promise<Finished> {
  const running = startEmitting({ ...emission, stays: true });
  await running.ready;
  await vi.waitFor(() => expect(spoolFiles(emission.spool)).toEqual([]), { timeout: 30_000, interval: 50 });
  running.kill("SIGTERM");
  return running.ended;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder for what waits, gone after the tests of the file. */
export function makeSpool(): string {
  const folder = mkdtempSync(join(tmpdir(), "spool-test-"));
  folders.push(folder);
  return folder;
}

/** The files that wait in it, whatever the service. */
export function spoolFiles(spool: string): { readonly path: string; readonly size: number }[] {
  return readdirSync(spool, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".otlp"))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => ({ path: join(spool, name), size: statSync(join(spool, name)).size }));
}

/** `span 0` … `span 9`. */
export function numbered(what: "span" | "record", count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${what} ${index}`);
}

/** How many the program said it made, when it said so last. */
export function madeBy({ stdout }: Pick<Finished, "stdout">): number {
  return Number(/made (\d+)\n$/u.exec(stdout)?.[1] ?? 0);
}

/** By how many resident bytes the program has grown at most since its first line. Throws when it did not say. */
export function grownBytes({ stdout }: Pick<Finished, "stdout">): number {
  const said = /rss (\d+) (\d+)\nmade \d+\n$/u.exec(stdout);
  if (said === null) throw new Error(`expected the memory of the program at the end of ${stdout.slice(-200)}`);
  return Number(said[2]) - Number(said[1]);
}

/** The preload's lines about this. */
export function linesWith({ stderr }: Finished, text: RegExp): string[] {
  return stderr.split("\n").filter((line) => line.startsWith("otel-preload: ") && text.test(line));
}
