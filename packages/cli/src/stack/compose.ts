import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Config } from "@org/otel-grafana";
import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import type { Environment } from "../process/start.ts";
import { bugsinkSetUpScript, sentryDsn } from "./bugsink.ts";
import { collectorComposeVariables } from "./collector.ts";
import { configVariables, containerChange, overrideFile, writeCompose } from "./compose-files.ts";
import type { ChosenConfig } from "./config.ts";
import type { StackPaths } from "./home.ts";
import type { UpOptions } from "./options.ts";
import { portsAt, type Ports } from "./ports.ts";
import { reloadPart } from "./reload.ts";
import { repositoryRoot } from "./render.ts";
import { ensureSecrets, tellSecrets, type Secrets } from "./secrets.ts";
import { readState, removeState, writeState, type StackState } from "./state.ts";
import { stackUrls } from "./urls.ts";

const run = promisify(execFile);

/** Which compose project, and what its file needs to know. */
interface Project {
  readonly portOffset: number;
  readonly paths: StackPaths;
  readonly profiles: readonly string[];
  readonly env: Environment;
}

/** `up` in containers: the same parts, ports and addresses as natively, and Grafana. */
export async function composeUp(options: UpOptions & ChosenConfig, paths: StackPaths, io: Io): Promise<StackState> {
  const ports = portsAt(options.portOffset);
  const { secrets, created } = await ensureSecrets(paths.secrets);
  const { config, env } = options;
  const wasUp = (await readState(paths.stateFile)) !== undefined;
  const changed = await writeCompose(config, paths);
  await writeFile(envFile(paths), composeVariables({ config, paths, ports, secrets, env }), { mode: 0o600 });
  const withBugsink = !options.without?.includes("bugsink");
  const state = composeState(options, { paths, ports, secrets, withBugsink });
  const project = projectOf(state, options.env);
  await compose(project, ["up", "--detach", "--wait"], io);
  if (wasUp) await applyCompose(changed, state, project, io);
  if (withBugsink) await setUpBugsink(project, secrets);
  await writeState(state);
  if (created.length > 0) tellSecrets(state, secrets, io);
  return state;
}

/** Makes running containers read what has changed in the files they mount. */
async function applyCompose(changed: readonly string[], state: StackState, project: Project, io: Io): Promise<void> {
  const { reload, restart } = containerChange(changed);
  for (const part of reload) {
    const ask = (): Promise<void> => compose(project, ["kill", "--signal", "SIGHUP", part], io);
    await reloadPart({ part, url: state.urls[part], ask }, io);
  }
  if (restart.length > 0) await compose(project, ["restart", ...restart], io);
}

/** `down` in containers; the volumes stay. */
export async function composeDown(state: StackState, env: Environment, io: Io): Promise<void> {
  await compose(projectOf(state, env), ["down"], io);
  await removeState(state.paths.stateFile);
}

/** The rest of `reset` in containers: the volumes go, too. */
export async function composeReset(state: StackState, env: Environment, io: Io): Promise<void> {
  await compose(projectOf(state, env), ["down", "--volumes"], io);
}

/** How one container is, in compose's words. */
export interface Container {
  readonly service: string;
  readonly state: string;
  /** Empty for a container without a health check. */
  readonly health: string;
  readonly exitCode: number;
}

/** How the containers are. */
export async function composeList(state: StackState, env: Environment): Promise<Container[]> {
  const command = ["ps", "--all", "--format", "json"];
  const { stdout } = await run("docker", composeArguments(projectOf(state, env), command), { env });
  return parseContainers(stdout);
}

/** `docker compose ps --format json` prints one object a line; some versions print one list. */
export function parseContainers(text: string): Container[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.flatMap((line) =>
    [JSON.parse(line) as ComposeContainer | ComposeContainer[]].flat().map((container) => ({
      service: container.Service,
      state: container.State,
      health: container.Health ?? "",
      exitCode: container.ExitCode ?? 0,
    })),
  );
}

/** Running and healthy, or done: a container that only prepares a volume ends with 0. */
export function isWell({ state, health, exitCode }: Container): boolean {
  if (state === "exited") return exitCode === 0;
  return state === "running" && (health === "" || health === "healthy");
}

interface ComposeContainer {
  readonly Service: string;
  readonly State: string;
  readonly Health?: string;
  readonly ExitCode?: number;
}

/** What a container wrote, on our own output. */
export function composeLogs(state: StackState, env: Environment, args: readonly string[], io: Io): Promise<void> {
  return compose(projectOf(state, env), ["logs", ...args], io);
}

/** The arguments of `docker` for one compose command. */
export function composeArguments(project: Project, command: readonly string[]): string[] {
  const { portOffset, paths, profiles } = project;
  const name = portOffset === 0 ? "otelstack" : `otelstack-${portOffset}`;
  const file = join(repositoryRoot, "docker-compose.yml");
  const override = overrideFile(paths);
  const files = [file, ...(existsSync(override) ? [override] : [])].flatMap((path) => ["--file", path]);
  const fixed = ["compose", "--project-name", name, ...files, "--env-file", envFile(paths)];
  return [...fixed, ...profiles.flatMap((profile) => ["--profile", profile]), ...command];
}

interface VariableSources {
  readonly config: Config;
  readonly paths: StackPaths;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly env: Environment;
}

/** What docker-compose.yml asks for: secrets, ports, the user's configuration, and the collector's overlays. */
export function composeVariables({ config, paths, ports, secrets, env }: VariableSources): string {
  const variables: Record<string, string> = {
    GRAFANA_ADMIN_PASSWORD: secrets["grafana-admin-password"],
    BUGSINK_ADMIN_PASSWORD: secrets["bugsink-admin-password"],
    BUGSINK_SECRET_KEY: secrets["bugsink-secret-key"],
    DEMO_DATABASE_PASSWORD: secrets["demo-database-password"],
    ...configVariables(config, paths),
    ...collectorComposeVariables(env),
  };
  for (const [name, port] of Object.entries(ports)) {
    variables[`PORT_${name.replaceAll(/[A-Z]/g, "_$&").toUpperCase()}`] = String(port);
  }
  return Object.entries(variables)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join("");
}

function envFile(paths: StackPaths): string {
  return join(paths.config, "compose.env");
}

interface ComposeFacts {
  readonly paths: StackPaths;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly withBugsink: boolean;
}

function composeState(
  options: UpOptions & ChosenConfig,
  { paths, ports, secrets, withBugsink }: ComposeFacts,
): StackState {
  const demo = options.demo === true;
  const names = new Set([
    ...(withBugsink ? (["bugsink"] as const) : []),
    ...(demo ? (["postgres", "redis", "rabbitmq"] as const) : []),
  ]);
  return {
    version: 1,
    engine: "compose",
    portOffset: options.portOffset,
    demo,
    startedAt: new Date().toISOString(),
    ports,
    paths,
    ...options.remembered,
    urls: { ...stackUrls(names, ports, secrets), grafana: `http://127.0.0.1:${ports.grafana}` },
    ...(withBugsink && { sentryDsn: sentryDsn(ports, secrets) }),
    parts: [],
  };
}

function projectOf(state: StackState, env: Environment): Project {
  const { portOffset, paths, demo, sentryDsn: dsn } = state;
  const profiles = [...(demo ? ["demo"] : []), ...(dsn === undefined ? [] : ["bugsink"])];
  return { portOffset, paths, profiles, env };
}

/** Runs compose with its own output before the person's eyes. */
async function compose(project: Project, command: readonly string[], io: Io): Promise<void> {
  io.out(`docker compose ${command.join(" ")}`);
  const child = spawn("docker", composeArguments(project, command), { env: project.env, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code === 0) return;
  throw new CliError(
    "E_COMPOSE",
    `docker compose ${command.join(" ")}: ended with code ${code}; its reason stands above`,
  );
}

// On standard input: arguments can be read by every account of the machine.
async function setUpBugsink(project: Project, secrets: Secrets): Promise<void> {
  const running = run("docker", composeArguments(project, ["exec", "-T", "bugsink", "python", "-"]), {
    env: project.env,
  });
  running.child.stdin?.end(bugsinkSetUpScript(secrets));
  await running;
}
