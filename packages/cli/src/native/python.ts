import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import { withLock } from "../process/lock.ts";
import type { Environment } from "../process/start.ts";
import { cacheRoot } from "./cache.ts";
import { startClock, withLiveLine } from "./progress.ts";
import { toolsDir } from "./recipes.ts";

const run = promisify(execFile);
const installTimeoutMillis = 10 * 60_000;
const outputCapBytes = 32 * 1024 * 1024;
const oldestPython = "3.10";

/** A set of Python packages with every version pinned. */
export interface PythonRecipe {
  readonly part: string;
  readonly label: string;
  /** Absolute path; holds a full freeze. */
  readonly requirements: string;
  /** The package whose version names the folder. */
  readonly leading: string;
  /** A program that must exist afterwards. */
  readonly program: string;
}

const bugsink: PythonRecipe = {
  part: "bugsink",
  label: "Bugsink",
  requirements: `${toolsDir}/bugsink/requirements.txt`,
  leading: "bugsink",
  program: "bugsink-manage",
};

/**
 * The bin folder of Bugsink's virtual environment, made in the cache when it is not there yet. Bugsink is optional:
 * a machine without Python gets a CliError with the remedy, which the caller prints and goes on without it.
 */
export function ensureBugsink(io: Io, env: Environment): Promise<string> {
  return ensurePython(bugsink, { io, env, root: cacheRoot(env) });
}

/** `ensureBugsink` for any pinned set and cache folder. */
export async function ensurePython(
  recipe: PythonRecipe,
  { io, env, root }: { io: Io; env: Environment; root: string },
): Promise<string> {
  const python = await findPython(recipe, env);
  const requirements = await readFile(recipe.requirements, "utf8");
  const version = pinOf(requirements, recipe.leading);
  const key = createHash("sha256").update(`${requirements} python${python} ${process.platform} ${process.arch}`);
  const dir = join(root, "bin", recipe.part, `${version}-${key.digest("hex").slice(0, 12)}`);
  const bin = join(dir, "bin");
  if (await isComplete(dir, recipe)) return bin;
  await mkdir(dirname(dir), { recursive: true });
  const onWait = (pid: number): void => io.out(`${recipe.label}: process ${pid} is installing it, waiting`);
  await withLock(`${dir}.lock`, onWait, async () => {
    if (await isComplete(dir, recipe)) return;
    const seconds = startClock();
    const text = `${recipe.label} ${version} with Python ${python}`;
    await withLiveLine(io, `installing ${text}`, () => install(recipe, dir, env));
    io.out(`installed ${text} in ${seconds()} s`);
  });
  return bin;
}

/** "3.11", of the python3 on the PATH. */
async function findPython({ label }: PythonRecipe, env: Environment): Promise<string> {
  const remedy = `install Python ${oldestPython} or newer with venv (Debian: apt-get install python3-venv); the rest of the stack runs without it`;
  const script = "import sys; print('%d.%d' % sys.version_info[:2])";
  const found = await run("python3", ["-c", script], { env }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
  if (found === undefined) throw new CliError("E_PYTHON_MISSING", `${label}: python3 not found on the PATH; ${remedy}`);
  if (found.localeCompare(oldestPython, "en", { numeric: true }) < 0) {
    throw new CliError("E_PYTHON_OLD", `${label}: expected Python ${oldestPython} or newer, found ${found}; ${remedy}`);
  }
  return found;
}

function pinOf(requirements: string, name: string): string {
  const pin = requirements.split("\n").find((line) => line.startsWith(`${name}==`));
  return pin?.slice(name.length + 2).trim() ?? "unpinned";
}

// A virtual environment holds its own absolute path, so it is made in place; the marker, written last, says it is whole.
async function install(recipe: PythonRecipe, dir: string, env: Environment): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  const options = { env, timeout: installTimeoutMillis, maxBuffer: outputCapBytes };
  try {
    await run("python3", ["-m", "venv", dir], options);
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw new CliError(
      "E_PYTHON_VENV",
      `${recipe.label}: python3 -m venv failed (${lastLine(error)}); on Debian: apt-get install python3-venv`,
    );
  }
  // --no-deps: the freeze is complete, and whatever it does not name must not come in. No cache: nothing else stays on the disk.
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-cache-dir", "--no-deps"];
  try {
    await run(join(dir, "bin", "python3"), [...pip, "-r", recipe.requirements], options);
    await stat(join(dir, "bin", recipe.program));
    await writeFile(markerOf(dir), `${recipe.leading}\n`);
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw new CliError(
      "E_PYTHON_INSTALL",
      `${recipe.label}: pip install failed (${lastLine(error)}); check the network and pip's index and run it again`,
    );
  }
}

function markerOf(dir: string): string {
  return join(dir, "complete");
}

// Follows the link to the interpreter too: an upgraded system may have taken it away.
function isComplete(dir: string, { program }: PythonRecipe): Promise<boolean> {
  const files = [markerOf(dir), join(dir, "bin", program), join(dir, "bin", "python3")];
  return Promise.all(files.map((file) => stat(file))).then(
    () => true,
    () => false,
  );
}

function lastLine(error: unknown): string {
  const { stderr, stdout, message } = error as Error & { stderr?: string; stdout?: string };
  return (stderr?.trim() || stdout?.trim() || message).split("\n").at(-1) ?? message;
}
