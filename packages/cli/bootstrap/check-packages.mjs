// Packs every published package as npm would and lints the tarball: publint for its package.json, attw for its types.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binFolder, root } from "./paths.mjs";
import { capture } from "./run.mjs";

/** @typedef {{ name: string, private?: boolean, exports?: Record<string, unknown> }} Manifest */

/** Without Node 10's resolution, and knowing that Node may require() an ES module. */
const attwOptions = ["--profile", "node16", "--ignore-rules", "cjs-resolves-to-esm", "--no-emoji", "--no-color"];
const target = mkdtempSync(join(tmpdir(), "otelstack-pack-"));
try {
  for (const folder of readdirSync(join(root, "packages"))) {
    const manifest = readManifest(folder);
    if (manifest.private !== true) await checkPackage(folder, manifest);
  }
} finally {
  rmSync(target, { recursive: true, force: true });
}

/**
 * @param {string} folder
 * @returns {Manifest}
 */
function readManifest(folder) {
  return JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8"));
}

/**
 * @param {string} folder
 * @param {Manifest} manifest
 */
async function checkPackage(folder, manifest) {
  const tarball = await pack(folder);
  await lint(folder, "publint", ["run", tarball, "--strict"]);
  // A package that exports no code has no types to resolve.
  const exportsCode = Object.keys(manifest.exports ?? {}).some((path) => path !== "./package.json");
  if (exportsCode) await lint(folder, "attw", [tarball, ...attwOptions]);
}

/**
 * @param {string} folder
 * @returns {Promise<string>} the tarball's path
 */
async function pack(folder) {
  const args = ["pack", "--silent", "--pack-destination", target, "--workspace", `packages/${folder}`];
  const { code, output } = await capture("npm", args);
  const fileName = output.trim().split("\n").at(-1) ?? "";
  if (code !== 0 || !fileName.endsWith(".tgz")) fail(`npm pack of packages/${folder}`, output);
  return join(target, fileName);
}

/**
 * @param {string} folder
 * @param {string} tool
 * @param {readonly string[]} args
 */
async function lint(folder, tool, args) {
  const { code, output } = await capture(join(binFolder, tool), args);
  if (code !== 0) fail(`${tool} on the tarball of packages/${folder}`, output);
}

/**
 * @param {string} what
 * @param {string} output
 */
function fail(what, output) {
  process.stdout.write(`${output.trimEnd()}\n${what} failed\n`);
  process.exitCode = 1;
}
