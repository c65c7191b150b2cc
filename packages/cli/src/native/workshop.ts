import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../error.ts";
import type { Environment } from "../process/start.ts";

/** A temporary folder with everything that a Go build leaves behind, and the environment that keeps it there. */
export interface Workshop {
  /** Finished binaries, on the same file system as the cache so that a rename moves them. */
  readonly outDir: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/** The build was ended by a signal; everything temporary is removed. */
export class Interrupted extends CliError {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super("E_INTERRUPTED", `native binaries: the build was ended by ${signal}; parts that were finished are kept`);
    this.signal = signal;
  }
}

const prefix = "building-";
const abandoned = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 } as const;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs `work` in a workshop that is gone afterwards: after success, failure and a signal. The caller holds the build lock. */
export async function withWorkshop<Result>(
  root: string,
  env: Environment,
  work: (workshop: Workshop) => Promise<Result>,
): Promise<Result> {
  await removeAbandoned(root);
  const dir = await mkdtemp(join(root, prefix));
  const abort = new AbortController();
  const interrupt = (signal: NodeJS.Signals): void => abort.abort(signal);
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work({ outDir: join(dir, "out"), env: await goEnvironment(dir, env), signal: abort.signal });
  } catch (error) {
    if (abort.signal.aborted) throw new Interrupted(abort.signal.reason as NodeJS.Signals);
    throw error;
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    for (const signal of signals) process.off(signal, interrupt);
  }
}

// Whoever holds the lock is the only builder: such folders belong to builders that were killed. Their compilers may still
// be writing for a moment, hence the retries.
async function removeAbandoned(root: string): Promise<void> {
  const names = (await readdir(root)).filter((name) => name.startsWith(prefix));
  await Promise.all(names.map((name) => rm(join(root, name), abandoned)));
}

async function goEnvironment(dir: string, env: Environment): Promise<Environment> {
  for (const name of ["out", "tmp"]) await mkdir(join(dir, name));
  const common = {
    ...env,
    // Everything that decides the result is set here: what stands in a developer's shell or `go env -w` must not.
    CGO_ENABLED: "0",
    GOOS: "",
    GOARCH: "",
    GOWORK: "off",
    GOTOOLCHAIN: "local",
    GOTMPDIR: join(dir, "tmp"),
    GOFLAGS: "-mod=readonly -buildvcs=false",
  };
  if (env["OTELSTACK_KEEP_GO_CACHE"]) return common;
  return {
    ...common,
    GOMODCACHE: join(dir, "modules"),
    GOCACHE: join(dir, "objects"),
    // Without it Go writes its modules read-only and they could not be removed.
    GOFLAGS: `${common.GOFLAGS} -modcacherw`,
  };
}

/** Our listener kept the signal from ending the process; if nobody else listens, it ends now as it would have. */
export function passOn({ signal }: Interrupted): void {
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
