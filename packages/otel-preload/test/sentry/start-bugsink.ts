import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBugsink } from "../../../cli/src/native/python.ts";
import { waitUntilReady } from "../../../cli/src/process/ready.ts";
import { startProcess } from "../../../cli/src/process/start.ts";
import { terminate } from "../../../cli/src/process/terminate.ts";
import { freePorts } from "../../../cli/src/server/ports.ts";
import { bugsink, sentryDsn } from "../../../cli/src/stack/bugsink.ts";
import { stackConfig } from "../../../cli/src/stack/config.ts";
import { portsAt } from "../../../cli/src/stack/ports.ts";
import { ensureSecrets } from "../../../cli/src/stack/secrets.ts";

/** A Bugsink of this test's own: Sentry's protocol and issue grouping by a real server. */
export interface RunningBugsink {
  readonly dsn: string;
  /** A GET of its API. */
  get<T>(path: string): Promise<T>;
  stop(): Promise<void>;
}

/** As `otelstack up` starts it, on a free port and in a temporary folder. */
export async function startBugsink(): Promise<RunningBugsink> {
  const root = await mkdtemp(join(tmpdir(), "bugsink-"));
  const folder = (name: string): string => join(root, name);
  const paths = {
    root,
    data: folder("data"),
    serviceData: folder("data"),
    config: folder("config"),
    logs: folder("logs"),
    secrets: folder("secrets"),
    stateFile: folder("state"),
    lockFile: folder("lock"),
  };
  for (const path of [paths.data, paths.config, paths.logs, paths.secrets]) await mkdir(path, { recursive: true });
  const io = { out: console.log, err: console.error, isTTY: false };
  const [port = 0] = await freePorts(1);
  const { secrets } = await ensureSecrets(paths.secrets);
  const ports = { ...portsAt(0), bugsink: port };
  const context = {
    config: stackConfig(ports),
    ports,
    paths,
    secrets,
    binaries: { bugsink: await ensureBugsink(io, process.env) },
    env: process.env,
    io,
  };
  const logFile = join(paths.logs, "bugsink.log");
  const started = await startProcess(await bugsink.launch(context), logFile, process.env);
  const stop = async (): Promise<void> => {
    await terminate(started, { signal: bugsink.stopSignal, timeoutMillis: bugsink.stopTimeoutMillis });
    await rm(root, { recursive: true });
  };
  try {
    await waitUntilReady({
      name: "bugsink",
      identity: started,
      probe: bugsink.probe(ports),
      timeoutMillis: bugsink.startTimeoutMillis,
      logFile,
      ended: started.ended,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    dsn: sentryDsn(ports, secrets),
    get: async <T>(path: string): Promise<T> => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { authorization: `Bearer ${secrets["bugsink-api-token"]}` },
      });
      if (!response.ok) throw new Error(`GET ${path}: expected 200, got ${response.status}`);
      return (await response.json()) as T;
    },
    stop,
  };
}
