import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ContenderName } from "../options.ts";
import { progress } from "../progress.ts";
import { keyOf } from "./cache.ts";
import { pack, type Packed } from "./pack.ts";
import { run } from "./run.ts";
import type { Contender } from "./table.ts";

/** A contender in a folder of its own, with the programs of the benchmark beside its node_modules. */
export interface Installed {
  readonly contender: Contender;
  readonly dir: string;
  /** Of the package that is measured; of the bare contender none. */
  readonly version: string | undefined;
}

export interface InstallOptions {
  readonly cacheDir: string;
  /** The folder of the preload to pack; undefined: the repository's, built first. */
  readonly packageDir: string | undefined;
}

const benchDir = new URL("..", import.meta.url).pathname;
const npmFlags = ["--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"];

export async function install(contender: Contender, options: InstallOptions): Promise<Installed> {
  const dir = contender.name === "ours" ? await installOurs(options) : await installPinned(contender.name, options);
  await rm(join(dir, "apps"), { recursive: true, force: true });
  await cp(join(benchDir, "apps"), join(dir, "apps"), { recursive: true });
  return { contender, dir, version: await versionIn(dir, contender.packageName) };
}

async function versionIn(dir: string, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const text = await readFile(join(dir, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** `npm ci` of what the repository pins. Without scripts: native parts come prebuilt or not at all, for everybody. */
async function installPinned(name: ContenderName, { cacheDir }: InstallOptions): Promise<string> {
  const pins = join(benchDir, "contenders", name);
  const files = await Promise.all(["package.json", "package-lock.json"].map((file) => readFile(join(pins, file))));
  return once(join(cacheDir, `${name}-${keyOf(...files)}`), async (dir) => {
    progress(`installing ${name}`);
    await cp(pins, dir, { recursive: true });
    await run("npm", ["ci", "--ignore-scripts", ...npmFlags], dir);
  });
}

/** What `npm install` of the packed preload gives its users; its dependencies are installed once for the same list. */
async function installOurs(options: InstallOptions): Promise<string> {
  const packed = await pack(options.packageDir, options.cacheDir);
  const base = await installPinned("ours", options);
  const withDependencies = await once(`${base}-${keyOf(packed.dependencies)}`, async (dir) => {
    progress("installing the packed preload's dependencies");
    await cp(base, dir, { recursive: true });
    await run("npm", ["install", "--no-save", "--ignore-scripts", ...npmFlags, packed.tarball], dir);
  });
  return once(`${withDependencies}-${packed.key}`, (dir) => replacePreload(withDependencies, dir, packed));
}

async function replacePreload(from: string, dir: string, packed: Packed): Promise<void> {
  await mkdir(dir, { recursive: true });
  // Links to the same files: node_modules are large, and nobody writes to them.
  await run("cp", ["-al", `${from}/.`, dir], from);
  const preload = join(dir, "node_modules/@org/otel-preload");
  await rm(preload, { recursive: true });
  await mkdir(preload);
  await run("tar", ["-xzf", packed.tarball, "-C", preload, "--strip-components=1"], dir);
}

/** A folder that is complete or not there. */
async function once(dir: string, fill: (dir: string) => Promise<void>): Promise<string> {
  if (existsSync(dir)) return dir;
  const half = `${dir}.${process.pid}.part`;
  await rm(half, { recursive: true, force: true });
  try {
    await fill(half);
    await writeFile(join(half, ".complete"), "");
    await rename(half, dir);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
  return dir;
}
