import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectNode, root } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { findNpmVersion, requireNpm } from "./requirements.mjs";
import { capture } from "./run.mjs";
import { step } from "./step.mjs";

/**
 * The packages of a lockfile by their place in the tree.
 * @typedef {Record<string, { version?: string, integrity?: string, link?: boolean, optional?: boolean }>} LockedPackages
 */

/** Brings node_modules and the project's Node to what the lockfile says; does nothing when they are. */
export async function ensureInstalled() {
  const isCurrent = isTreeCurrent(readPackages("package-lock.json"), readPackages("node_modules/.package-lock.json"));
  if (isCurrent && (await isNodeReady())) return;
  requireNpm(await findNpmVersion());
  await step("installing npm dependencies", installTree, { isSlow: true });
  await step("installing the project's Node", installNode, { isSlow: true });
}

/**
 * npm notes in node_modules what it installed: comparing contents needs no time stamps, which a checkout would renew.
 * @param {LockedPackages | undefined} wanted
 * @param {LockedPackages | undefined} installed
 */
export function isTreeCurrent(wanted, installed) {
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([place, { version, integrity, link, optional }]) => {
    if (!place.includes("node_modules/")) return true;
    const found = installed[place];
    // Packages for other platforms are in the lockfile only.
    if (found === undefined) return optional === true;
    return link === true || (found.version === version && found.integrity === integrity);
  });
}

/**
 * @param {string} path
 * @returns {LockedPackages | undefined}
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8")).packages;
  } catch {
    return undefined;
  }
}

async function isNodeReady() {
  const { code, output } = await capture(projectNode, ["--version"]);
  return code === 0 && output.trim() === `v${readPackages("package-lock.json")?.["node_modules/node"]?.version}`;
}

/** No install script runs, whatever the npm: only npm 11 can be told which ones may. */
async function installTree() {
  const { code, output } = await capture("npm", ["ci", "--ignore-scripts", "--loglevel=error"]);
  if (code === 0) return;
  throw new Problem(
    "npm ci failed, its output is above. Remedy: check the network and `npm config get registry`, then run the command again.",
    output,
  );
}

/** The one install script that is allowed: package `node` fetches the binary of this platform, and npm links it. */
async function installNode() {
  const { code, output } = await capture("npm", ["rebuild", "--loglevel=error", "node"]);
  if (code === 0 && (await isNodeReady())) return;
  throw new Problem(
    `Package node has no binary that runs on ${process.platform} ${process.arch}, npm's output is above. Remedy: check the network; use Linux with glibc or macOS, on x64 or arm64.`,
    output,
  );
}
