import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { makeBundle, root } from "./bundle.ts";
import { writeLicences } from "./licences.ts";

const target = join(root, "dist");

/** What the compiler writes, for `tsc -b` of those that depend on us, and what another run is about to rename. */
const kept = /\.d\.c?ts$|\.\d+$/u;

/** Makes `dist` hold the bundle; files that are as they should be are left alone, as a running program may read them. */
export async function writeBundle(): Promise<void> {
  const { files, sources } = await makeBundle();
  const wanted = new Map([...files, ["THIRD-PARTY-LICENSES.txt", writeLicences(sources)]]);
  mkdirSync(join(target, "worker"), { recursive: true });
  for (const [name, content] of wanted) replace(join(target, name), content);
  for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !wanted.has(relative(target, file)) && !kept.test(file)) rmSync(file);
  }
}

/** In one step: who reads it at this moment sees the old file or the new one. */
function replace(file: string, content: string): void {
  if (readIfThere(file) === content) return;
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, content);
  renameSync(fresh, file);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
