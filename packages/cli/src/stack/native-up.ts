import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Io } from "../io.ts";
import { isRunning } from "../process/family.ts";
import { requirePrograms } from "../server/debian.ts";
import { sentryDsn } from "./bugsink.ts";
import { checkPorts } from "./busy-port.ts";
import type { StackPaths } from "./home.ts";
import { applyNative, reconfigureNative, writeNative } from "./native-config.ts";
import { ensureNative } from "./native-programs.ts";
import type { ChosenConfig } from "./config.ts";
import type { UpOptions } from "./options.ts";
import type { Part, PartContext } from "./part.ts";
import { parts } from "./parts.ts";
import { portsAt } from "./ports.ts";
import { ensureSecrets, tellSecrets } from "./secrets.ts";
import { startParts } from "./start-parts.ts";
import { readState, removeState, writeState, type PartState, type StackState } from "./state.ts";
import { stackUrls } from "./urls.ts";

type ConfiguredUp = UpOptions & ChosenConfig;

/** `up` as processes of this machine. */
export async function nativeUp(options: ConfiguredUp, paths: StackPaths, io: Io): Promise<StackState> {
  const { env } = options;
  const previous = await readState(paths.stateFile);
  const running = (previous?.parts ?? []).filter((part) => isRunning(part));
  const missing = wantedParts(options, previous).filter((part) => !running.some((state) => state.name === part.name));
  const ports = portsAt(options.portOffset);
  const { config } = options;
  if (previous !== undefined && missing.length === 0) {
    io.out("already up");
    return reconfigureNative(options, previous, io);
  }
  await checkPorts(missing, ports);
  await requirePrograms(
    missing.flatMap((part) => part.needs),
    { env, io, ask: options.ask },
  );
  const { binaries, impossible } = await ensureNative(missing, io, env);
  const { secrets, created } = await ensureSecrets(paths.secrets);
  const context: PartContext = { config, ports, paths, secrets, binaries, env, io };
  const changed = await writeNative(context);
  const starting = missing.filter((part) => !impossible.has(part.name));
  const state = await bringUp({ options, context, previous, running, starting });
  // Those that just started have read what is there.
  await applyNative(changed, { ...state, parts: running }, io);
  if (created.length > 0) tellSecrets(state, secrets, io);
  return state;
}

/** The parts that shall run: what was asked for, and what an earlier `up` asked for. */
function wantedParts(options: UpOptions, previous: StackState | undefined): Part[] {
  const demo = options.demo === true || previous?.demo === true;
  return parts.filter((part) => (demo || !part.demo) && !options.without?.includes(part.name));
}

interface BringUp {
  readonly options: ConfiguredUp;
  readonly context: PartContext;
  readonly previous: StackState | undefined;
  readonly running: readonly PartState[];
  readonly starting: readonly Part[];
}

async function bringUp({ options, context, previous, running, starting }: BringUp): Promise<StackState> {
  const { ports, paths, secrets } = context;
  const names = new Set([...running, ...starting].map((part) => part.name));
  const state: StackState = {
    version: 1,
    engine: "native",
    portOffset: options.portOffset,
    demo: options.demo === true || previous?.demo === true,
    startedAt: running.length > 0 && previous !== undefined ? previous.startedAt : new Date().toISOString(),
    ports,
    paths,
    urls: stackUrls(names, ports, secrets),
    ...options.remembered,
    ...(names.has("bugsink") && { sentryDsn: sentryDsn(ports, secrets) }),
    parts: [],
  };
  if (state.sentryDsn !== undefined) {
    await writeFile(join(paths.secrets, "sentry-dsn"), state.sentryDsn, { mode: 0o600 });
  }
  const started = [...running];
  // One after the other: two parts that start in the same moment must not overwrite each other's news.
  let written = Promise.resolve();
  const onStarted = (part: PartState): Promise<void> => {
    started.push(part);
    written = written.then(() => writeState({ ...state, parts: started }));
    return written;
  };
  try {
    await startParts({ parts: starting, context, signal: options.signal, onStarted });
  } catch (error) {
    await (previous === undefined ? removeState(paths.stateFile) : writeState(previous));
    throw error;
  }
  return { ...state, parts: started };
}
