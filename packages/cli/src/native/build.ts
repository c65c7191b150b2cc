import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Io } from "../io.ts";
import { withLock } from "../process/lock.ts";
import type { Environment } from "../process/start.ts";
import { cacheRoot, type Depth, entryDir, findEntryOfAnyGo, findFault, inputsOf, sealEntry } from "./cache.ts";
import { explainFailure } from "./failure.ts";
import { findGo, type Go, requireGo, runGo } from "./go.ts";
import { startClock, withLiveLine } from "./progress.ts";
import { linkerFlags, type PartName, type Recipe, recipes } from "./recipes.ts";
import { Interrupted, passOn, type Workshop, withWorkshop } from "./workshop.ts";

export interface BuildContext {
  readonly io: Io;
  readonly env: Environment;
  /** The cache's folder. */
  readonly root: string;
  /** How closely what is cached is looked at; "size" unless told. */
  readonly depth?: Depth;
}

interface Site {
  readonly io: Io;
  readonly workshop: Workshop;
}

/** A recipe with the folder in which its binaries are, or will be. */
interface Entry {
  readonly recipe: Recipe;
  readonly inputs: string;
  readonly dir: string;
  /** Why it must be built; undefined when it is ready. */
  readonly fault: string | undefined;
}

/** Absolute paths of the parts' binaries by name; builds into the cache what is not there yet. */
export function ensureBinaries(parts: readonly PartName[], io: Io, env: Environment): Promise<Record<string, string>> {
  const wanted = parts.map((part) => recipes[part]);
  return ensureRecipes(wanted, { io, env, root: cacheRoot(env) });
}

/** `ensureBinaries` for any recipes and cache folder. */
export async function ensureRecipes(wanted: readonly Recipe[], context: BuildContext): Promise<Record<string, string>> {
  const go = await findGo(context.env);
  let entries = await lookUp(wanted, go, context);
  const missing = entries.filter((entry) => entry.fault !== undefined);
  if (missing.length > 0) {
    const usable = await requireGo(
      go,
      missing.map((entry) => entry.recipe),
    );
    entries = await underLock(context, async () => {
      // Looked up again: another process may have built them while we waited.
      const looked = await lookUp(wanted, usable, context);
      await buildMissing(looked, usable, context);
      return looked;
    });
  }
  return Object.fromEntries(
    entries.flatMap(({ recipe, dir }) => Object.keys(recipe.binaries).map((name) => [name, join(dir, name)])),
  );
}

async function underLock<Result>({ io, root }: BuildContext, work: () => Promise<Result>): Promise<Result> {
  await mkdir(root, { recursive: true });
  const onWait = (pid: number): void => io.out(`native binaries: process ${pid} is building, waiting for it`);
  try {
    return await withLock(join(root, "build.lock"), onWait, work);
  } catch (error) {
    if (error instanceof Interrupted) passOn(error);
    throw error;
  }
}

function lookUp(wanted: readonly Recipe[], go: Go | undefined, { root, depth }: BuildContext): Promise<Entry[]> {
  return Promise.all(
    wanted.map(async (recipe) => {
      const inputs = await inputsOf(recipe);
      const found = go === undefined ? await findEntryOfAnyGo(root, recipe, inputs) : undefined;
      const dir = found ?? entryDir(root, recipe, inputs, go?.series ?? "");
      return { recipe, inputs, dir, fault: await findFault(dir, recipe, depth) };
    }),
  );
}

async function buildMissing(entries: readonly Entry[], go: Go, context: BuildContext): Promise<void> {
  const { io, env, root } = context;
  const missing = entries.filter((entry) => entry.fault !== undefined);
  if (missing.length === 0) return;
  announce(missing, context);
  const seconds = startClock();
  await withWorkshop(root, env, (workshop) => buildInTurn(missing, go, { io, workshop }));
  io.out(`native binaries: built in ${seconds()} s, kept in ${join(root, "bin")}`);
}

async function buildInTurn(missing: readonly Entry[], go: Go, { io, workshop }: Site): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([workshop.signal, stop.signal]);
  const fetched = fetchAhead(missing, { ...workshop, signal });
  try {
    for (const [index, entry] of missing.entries()) {
      const { label, version } = entry.recipe;
      const text = `${label} ${version} (${index + 1} of ${missing.length})`;
      const seconds = startClock();
      await withLiveLine(io, `building ${text}`, async () => {
        await fetched[index];
        await buildOne(entry, go, { io, workshop });
      });
      io.out(`built ${text} in ${seconds()} s`);
    }
  } finally {
    // The workshop is removed next: nobody may write into it any more.
    stop.abort();
    await Promise.all(fetched);
  }
}

function announce(missing: readonly Entry[], { io, root }: BuildContext): void {
  for (const { recipe, fault } of missing) {
    if (fault !== "not built") io.out(`${recipe.label}: ${fault}; building it again`);
  }
  const minutes = Math.ceil(missing.reduce((sum, { recipe }) => sum + recipe.coldSeconds, 0) / 60);
  const what = missing.map(({ recipe }) => recipe.label).join(", ");
  io.out(`native binaries: building ${what} into ${root}, once; about ${minutes} min on 2 cores`);
}

/**
 * Downloads one part's modules after the other while earlier parts compile: downloads wait for the network, compilers
 * for the processor. A failure is ignored here, the build meets it again and reports it.
 */
function fetchAhead(missing: readonly Entry[], { env, signal }: Workshop): Promise<unknown>[] {
  let previous: Promise<unknown> = Promise.resolve();
  return missing.map(({ recipe }) => {
    const args = ["list", "-deps", ...tagArgs(recipe), ...Object.values(recipe.binaries)];
    const fetch = (): Promise<unknown> => runGo(args, { cwd: recipe.dir, env, signal }).catch(() => undefined);
    previous = previous.then(fetch);
    return previous;
  });
}

async function buildOne(
  { recipe, inputs, dir }: Entry,
  go: Go,
  { io, workshop: { outDir, env, signal } }: Site,
): Promise<void> {
  const out = join(outDir, recipe.part);
  await mkdir(out);
  const flags = ["-trimpath", `-ldflags=${linkerFlags(recipe)}`, ...tagArgs(recipe)];
  const args = ["build", ...flags, "-o", `${out}/`, ...Object.values(recipe.binaries)];
  const { isOk, lines } = await runGo(args, { cwd: recipe.dir, env, signal });
  if (!isOk) throw explainFailure({ recipe, lines, env, io });
  await sealEntry(out, recipe, inputs, go.version);
  await mkdir(dirname(dir), { recursive: true });
  await rm(dir, { recursive: true, force: true });
  await rename(out, dir);
}

function tagArgs({ tags }: Recipe): string[] {
  return tags.length === 0 ? [] : ["-tags", tags.join(",")];
}
