import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import { cacheRoot } from "../native/cache.ts";
import { startClock, withLiveLine } from "../native/progress.ts";
import { withLock } from "../process/lock.ts";
import type { Environment } from "../process/start.ts";
import { repositoryRoot } from "../stack/render.ts";

const run = promisify(execFile);
const timeoutMillis = 9 * 60_000;
const outputCapBytes = 32 * 1024 * 1024;
const source = join(repositoryRoot, "grafana/viewer");

/** Who makes it: what it says, with what environment, and what ends it early. */
export interface Maker {
  readonly io: Io;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/**
 * The folder of the viewer's bundle, made in the cache when it is not there yet: its packages are installed into a
 * temporary folder, bundled, and removed again. Throws a CliError with the remedy when npm cannot do it.
 */
export async function ensureBundle({ io, env, signal }: Maker): Promise<string> {
  const root = join(cacheRoot(env), "viewer");
  const folder = join(root, await keyOf());
  if (await isThere(folder)) return used(folder);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const onWait = (pid: number): void => io.out(`viewer: process ${pid} is making it, waiting`);
  await withLock(`${folder}.lock`, onWait, async () => {
    if (await isThere(folder)) return;
    const seconds = startClock();
    await withLiveLine(io, "viewer: installing its packages and bundling it (once)", () =>
      make(root, folder, { env, signal }),
    );
    io.out(`viewer: made in ${seconds()} s`);
    await prune(root);
  });
  return folder;
}

/** Remembers that it was needed today: {@link prune} keeps it. */
async function used(folder: string): Promise<string> {
  const now = new Date();
  await utimes(folder, now, now);
  return folder;
}

const keptMillis = 30 * 86_400_000;

/** Every change of the viewer makes a folder: those that nobody has opened for a month go. */
export async function prune(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const path = join(root, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > keptMillis) await rm(path, { recursive: true, force: true });
  }
}

/** Another source is another folder. */
async function keyOf(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of await filesOf(source))
    hash
      .update(`${relative(source, file)}\0`)
      .update(await readFile(file))
      .update("\0");
  return hash.digest("hex").slice(0, 16);
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const own = entries.filter(({ name }) => name !== "node_modules" && name !== "test");
  const nested = await Promise.all(
    own.map(async (entry) => (entry.isDirectory() ? filesOf(join(folder, entry.name)) : [join(folder, entry.name)])),
  );
  return nested.flat().toSorted();
}

async function make(root: string, folder: string, { env, signal }: Pick<Maker, "env" | "signal">): Promise<void> {
  const workshop = await mkdtemp(join(root, "making-"));
  try {
    for (const file of await filesOf(source)) await cp(file, join(workshop, relative(source, file)));
    // Scripts of packages are not run: none of these needs one, and an install should run nobody's code.
    const options = {
      cwd: workshop,
      env: { ...env, NODE_ENV: "" },
      signal,
      timeout: timeoutMillis,
      maxBuffer: outputCapBytes,
    };
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"], options);
    await run(process.execPath, ["build.mjs", "dist"], options);
    await writeFile(join(workshop, "dist", markerName), "");
    await rename(join(workshop, "dist"), folder);
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const why = (stderr?.trim() || message).split("\n").slice(-3).join(" ");
    throw new CliError(
      "E_VIEWER",
      `viewer: could not be made in ${dirname(folder)}: ${why}; check npm and the network and run it again`,
    );
  } finally {
    await rm(workshop, { recursive: true, force: true, maxRetries: 3 });
  }
}

const markerName = "complete";

function isThere(folder: string): Promise<boolean> {
  return stat(join(folder, markerName)).then(
    () => true,
    () => false,
  );
}
