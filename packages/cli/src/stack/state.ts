import { rename, rm, writeFile } from "node:fs/promises";
import { CliError } from "../error.ts";
import type { ProcessIdentity } from "../process/family.ts";
import { readIfThere } from "../read-if-there.ts";
import type { StackPaths } from "./home.ts";
import type { PartName } from "./part.ts";
import type { Ports } from "./ports.ts";

/** A part that `up` has started: enough to find it again, and to know that a pid is still this process. */
export interface PartState extends ProcessIdentity {
  readonly name: PartName;
  readonly startedAt: string;
  readonly logFile: string;
}

/** Addresses for programs and people; demo servers' addresses carry their password. */
export interface StackUrls {
  readonly otlpGrpc: string;
  readonly otlpHttp: string;
  readonly prometheus: string;
  readonly loki: string;
  readonly jaeger: string;
  readonly alertmanager: string;
  readonly bugsink?: string;
  readonly grafana?: string;
  readonly postgres?: string;
  readonly redis?: string;
  readonly rabbitmq?: string;
}

/** What is up. Kept in `state.json` (0600), and what {@link upStack} returns. */
export interface StackState {
  readonly version: 1;
  readonly engine: "native" | "compose";
  readonly portOffset: number;
  readonly demo: boolean;
  readonly startedAt: string;
  readonly ports: Ports;
  readonly paths: StackPaths;
  readonly urls: StackUrls;
  /** The user's configuration it was started with. */
  readonly configFile?: string;
  /** How often applications should send metrics, where a scaled stack wants it otherwise than they do by themselves. */
  readonly metricIntervalMillis?: number;
  /** Where the SDK sends errors; absent without Bugsink. */
  readonly sentryDsn?: string;
  readonly parts: readonly PartState[];
}

/** The state of the last `up`; undefined when there was none or after `down`. */
export async function readState(file: string): Promise<StackState | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  const state = parse(text, file);
  if (state.version === 1) return state;
  throw new CliError(
    "E_STATE",
    `${file}: state version ${String(state.version)} is not known, expected 1; run "down" with the otelstack that wrote it`,
  );
}

function parse(text: string, file: string): StackState {
  try {
    return JSON.parse(text) as StackState;
  } catch (error) {
    throw new CliError("E_STATE", `${file}: not readable as JSON: ${(error as Error).message}`);
  }
}

/** Replaces the state in one step: a reader sees the old or the new one, never half. */
export async function writeState(state: StackState): Promise<void> {
  const { stateFile } = state.paths;
  const draft = `${stateFile}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, stateFile);
}

/** Forgets the state: nothing runs any more. */
export async function removeState(file: string): Promise<void> {
  await rm(file, { force: true });
}
