import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Environment } from "../process/start.ts";
import { linkerFlags, type Recipe } from "./recipes.ts";

/** What a finished cache entry says about itself; it is written last, so an entry without one is unfinished. */
export interface Manifest {
  readonly part: string;
  readonly version: string;
  /** Hash of everything but the Go version that decides what is built. */
  readonly inputs: string;
  readonly go: string;
  readonly binaries: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

export type Depth = "size" | "sha256";

const manifestName = "manifest.json";

/** Where everything that is built or downloaded once is kept. */
export function cacheRoot(env: Environment): string {
  // The XDG specification says that a relative path is to be ignored.
  const xdg = env["XDG_CACHE_HOME"];
  const base = xdg?.startsWith("/") ? xdg : join(env["HOME"] || homedir(), ".cache");
  return join(base, "otelstack");
}

/** Hash of go.mod, go.sum, sources, flags and platform. */
export async function inputsOf(recipe: Recipe): Promise<string> {
  const names = (await readdir(recipe.dir)).filter((name) => /^go\.(mod|sum)$|\.go$/.test(name)).toSorted();
  const hash = createHash("sha256");
  for (const name of names)
    hash
      .update(`${name}\0`)
      .update(await readFile(join(recipe.dir, name)))
      .update("\0");
  const { binaries, tags } = recipe;
  hash.update(
    JSON.stringify({ binaries, tags, flags: linkerFlags(recipe), platform: process.platform, arch: process.arch }),
  );
  return hash.digest("hex");
}

/** The entry's folder for one Go series ("1.26"): another compiler is another entry. */
export function entryDir(root: string, recipe: Recipe, inputs: string, goSeries: string): string {
  const key = createHash("sha256").update(`${inputs} go${goSeries}`).digest("hex").slice(0, 12);
  return join(root, "bin", recipe.part, `${recipe.version}-${key}`);
}

/** A finished entry with the same inputs, whatever Go built it: a machine without Go can still run a cache. */
export async function findEntryOfAnyGo(root: string, recipe: Recipe, inputs: string): Promise<string | undefined> {
  const folder = join(root, "bin", recipe.part);
  for (const name of await readdir(folder).catch(() => [])) {
    const manifest = await readManifest(join(folder, name));
    if (manifest?.inputs === inputs) return join(folder, name);
  }
  return undefined;
}

/** Hashes freshly built binaries and writes the manifest that makes the folder an entry. */
export async function sealEntry(dir: string, recipe: Recipe, inputs: string, go: string): Promise<Manifest> {
  const binaries: Record<string, { bytes: number; sha256: string }> = {};
  for (const name of Object.keys(recipe.binaries)) {
    const file = join(dir, name);
    await chmod(file, 0o755);
    binaries[name] = { bytes: (await stat(file)).size, sha256: await sha256Of(file) };
  }
  const manifest: Manifest = { part: recipe.part, version: recipe.version, inputs, go, binaries };
  await writeFile(join(dir, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/**
 * What is wrong with an entry, or undefined. "size" is cheap enough for every start and notices what a full disk or
 * an interrupted copy leaves; "sha256" reads every byte.
 */
export async function findFault(dir: string, recipe: Recipe, depth: Depth = "size"): Promise<string | undefined> {
  const manifest = await readManifest(dir);
  if (manifest === undefined) return "not built";
  for (const name of Object.keys(recipe.binaries)) {
    const expected = manifest.binaries[name];
    const file = join(dir, name);
    const info = await stat(file).catch(() => undefined);
    if (expected === undefined || info === undefined) return `${name} is missing`;
    if (info.size !== expected.bytes) return `${name} has ${info.size} bytes, expected ${expected.bytes}`;
    if ((info.mode & 0o100) === 0) return `${name} is not executable`;
    if (depth === "sha256" && (await sha256Of(file)) !== expected.sha256) return `${name} has another sha256`;
  }
  return undefined;
}

async function readManifest(dir: string): Promise<Manifest | undefined> {
  return readFile(join(dir, manifestName), "utf8")
    .then(
      (text) => JSON.parse(text) as Manifest,
      () => undefined,
    )
    .catch(() => undefined);
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
