import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { GeneratedFile } from "@org/otel-grafana";
import { readIfThere } from "../read-if-there.ts";

/** What a folder holds of ours: without it nobody could tell a file that we no longer make from one that a person put there. */
const manifestName = ".otelstack-files.json";

/** Paths relative to the folder, sorted. */
export interface FolderChange {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

export interface FolderOptions {
  /** Who may read: ourselves, or also the accounts that containers run as. Default private. */
  readonly readable?: "private" | "everybody";
  /** Only tells what would change. */
  readonly dryRun?: boolean;
}

/** Makes a folder hold exactly these files of ours. What we never wrote is left alone. */
export async function syncFolder(
  folder: string,
  files: readonly GeneratedFile[],
  { readable = "private", dryRun = false }: FolderOptions = {},
): Promise<FolderChange> {
  const outdated = await Promise.all(
    files.map(async (file) => ((await readIfThere(join(folder, file.path))) === file.content ? [] : [file])),
  );
  const writing = outdated.flat();
  const now = files.map(({ path }) => path).toSorted();
  const removed = (await filesOf(folder)).filter((path) => !now.includes(path));
  const change = { written: writing.map(({ path }) => path).toSorted(), removed };
  if (dryRun) return change;
  const write = readable === "private" ? replace : overwrite;
  for (const { path, content } of writing) await write(folder, path, content);
  for (const path of removed) await rm(join(folder, path), { force: true });
  if (writing.length + removed.length > 0) {
    await write(folder, manifestName, `${JSON.stringify({ files: now }, null, 2)}\n`);
  }
  return change;
}

/** What an earlier run has left there. */
async function filesOf(folder: string): Promise<string[]> {
  const text = await readIfThere(join(folder, manifestName));
  return text === undefined ? [] : (JSON.parse(text) as { readonly files: string[] }).files;
}

/** In one step: a part that reads its file in this moment sees the old or the new one. */
async function replace(folder: string, path: string, content: string): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, content, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** In place: a container that mounts a single file would keep the replaced one. And readable, whatever the umask: it runs as another account. */
async function overwrite(folder: string, path: string, content: string): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  await chmod(file, 0o644);
  for (let parent = dirname(path); ; parent = dirname(parent)) {
    await chmod(join(folder, parent), 0o755);
    if (parent === ".") return;
  }
}
