import { mkdir, mkdtemp, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { progress } from "../progress.ts";
import { keyOf } from "./cache.ts";
import { run } from "./run.ts";

/** The preload as npm would publish it. */
export interface Packed {
  readonly tarball: string;
  readonly key: string;
  /** What it installs beside itself, as one text to compare. */
  readonly dependencies: string;
}

const repository = new URL("../..", import.meta.url).pathname;

export async function pack(packageDir: string | undefined, cacheDir: string): Promise<Packed> {
  const from = packageDir === undefined ? join(repository, "packages/otel-preload") : resolve(packageDir);
  if (packageDir === undefined) {
    progress("building");
    await run(process.execPath, ["packages/otel-preload/build/main.ts"], repository);
  }
  progress(`packing ${from}`);
  await mkdir(cacheDir, { recursive: true });
  const to = await mkdtemp(join(cacheDir, "packed-"));
  const stdout = await run("npm", ["pack", "--json", "--silent", "--ignore-scripts", "--pack-destination", to], from);
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf("["))) as [{ filename: string }];
  const tarball = join(to, filename.replace("@", "").replace("/", "-"));
  const manifest = JSON.parse(await readFile(join(from, "package.json"), "utf8")) as Record<string, unknown>;
  return {
    tarball,
    key: keyOf(await readFile(tarball)),
    dependencies: JSON.stringify([manifest["dependencies"], manifest["optionalDependencies"]]),
  };
}
