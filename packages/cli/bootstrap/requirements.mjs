import { Problem } from "./problem.mjs";
import { capture } from "./run.mjs";

const minimumNodeMajor = 20;
const minimumNpmMajor = 10;
const minimumGoMinor = 26;

/**
 * @param {string} version as in process.versions.node
 */
export function requireNode(version) {
  if (majorOf(version) >= minimumNodeMajor) return;
  throw new Problem(
    `Node ${version} cannot set up this project, ${minimumNodeMajor} or newer is needed. Remedy: install Node 24 from https://nodejs.org/en/download and run the command again.`,
  );
}

/**
 * @param {string} version as printed by `npm --version`; empty when there is no npm
 */
export function requireNpm(version) {
  if (majorOf(version) >= minimumNpmMajor) return;
  const found = version === "" ? "no npm was found" : `npm ${version} was found`;
  throw new Problem(
    `Installing the dependencies needs npm 11 (10 will do), but ${found}. Remedy: npm install --global npm@11`,
  );
}

/** npm's version: from its own variable when npm started us, since asking costs a process. */
export async function findNpmVersion() {
  const agent = /^npm\/(\S+)/.exec(process.env.npm_config_user_agent ?? "");
  if (agent?.[1] !== undefined) return agent[1];
  const { code, output } = await capture("npm", ["--version"]);
  return code === 0 ? (output.trim().split("\n").at(-1) ?? "") : "";
}

/** The stack is built with Go, or run by a container engine: one of the two has to be there. */
export async function requireStackRunner() {
  const go = await capture("go", ["env", "GOVERSION"]);
  const goVersion = go.code === 0 ? go.output.trim() : "";
  if (isGoNewEnough(goVersion)) return;
  const engine = await capture("docker", ["version", "--format", "{{.Server.Version}}"]);
  if (engine.code === 0) return;
  const found = goVersion === "" ? "neither was found" : `only ${goVersion} was found`;
  throw new Problem(
    `Running the stack needs Go 1.${minimumGoMinor} or newer, or a container engine, but ${found}. Remedy: install Go from https://go.dev/dl/ or start Docker, and run the command again.`,
  );
}

/** @param {string} goVersion as in `go env GOVERSION`: go1.26.8 */
export function isGoNewEnough(goVersion) {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(goVersion) ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= minimumGoMinor);
}

/** @param {string} version */
function majorOf(version) {
  return Number.parseInt(version, 10) || 0;
}
