import { existsSync, readFileSync } from "node:fs";
import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import type { Environment } from "../process/start.ts";
import { installPackages } from "./apt.ts";
import { missingNeeds, needs, type NeedName } from "./need.ts";

/** What decides whether packages may be installed here. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly isDebian: boolean;
  readonly isRoot: boolean;
}

/** What to do about missing programs. `remedies` has one line for each of them. */
export type InstallPlan =
  | { readonly kind: "nothing" }
  | { readonly kind: "install" | "ask"; readonly packages: readonly string[] }
  | { readonly kind: "refuse"; readonly remedies: readonly string[] };

/** How a person is asked; absent when nobody is there to answer. */
export type Ask = (question: string) => Promise<boolean>;

export interface EnsureOptions {
  readonly env: Environment;
  readonly io: Io;
  readonly ask?: Ask | undefined;
}

/** Root on Debian installs, after a question if somebody can answer it; everybody else is told how. */
export function planInstall(missing: readonly NeedName[], machine: Machine, canAsk: boolean): InstallPlan {
  if (missing.length === 0) return { kind: "nothing" };
  if (!machine.isDebian || !machine.isRoot) {
    return { kind: "refuse", remedies: missing.map((name) => remedyFor(name, machine)) };
  }
  return { kind: canAsk ? "ask" : "install", packages: missing.map((name) => needs[name].debian) };
}

/** One line: what is missing and the command that brings it. */
export function remedyFor(name: NeedName, machine: Machine): string {
  const { program, debian, homebrew } = needs[name];
  const sudo = machine.isRoot ? "" : "sudo ";
  if (machine.isDebian) {
    return `${program.name} is missing: ${sudo}apt-get install --no-install-recommends ${debian}`;
  }
  if (machine.platform === "darwin") return `${program.name} is missing: brew install ${homebrew}`;
  return `${program.name} is missing: install it with your system's package manager (Debian calls the package ${debian}), so that it is on the PATH`;
}

/** Installs what is missing where we may. Returns a remedy for each program that is still not there. */
export async function ensurePrograms(
  names: readonly NeedName[],
  options: EnsureOptions,
): Promise<Map<NeedName, string>> {
  const machine = thisMachine();
  const missing = missingNeeds(names, options.env);
  const plan = planInstall(missing, machine, options.ask !== undefined);
  const wanted = plan.kind === "install" || plan.kind === "ask" ? plan.packages : [];
  const agreed = plan.kind === "install" || (plan.kind === "ask" && (await agrees(wanted, options)));
  if (agreed) await installPackages(wanted, options);
  return new Map(missingNeeds(missing, options.env).map((name) => [name, remedyFor(name, machine)]));
}

/** As {@link ensurePrograms}, for callers that cannot go on without: one line for each missing program. */
export async function requirePrograms(names: readonly NeedName[], options: EnsureOptions): Promise<void> {
  const missing = await ensurePrograms(names, options);
  if (missing.size > 0) throw new CliError("E_PROGRAM_MISSING", [...missing.values()].join("\n"));
}

async function agrees(packages: readonly string[], { ask }: EnsureOptions): Promise<boolean> {
  const list = packages.join(" ");
  return (await ask?.(`Install the Debian packages ${list}? They are not left running.`)) ?? false;
}

/** The machine we are on. */
function thisMachine(): Machine {
  const file = "/etc/os-release";
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    isDebian: existsSync("/usr/bin/apt-get") && existsSync(file) && isDebianLike(readFileSync(file, "utf8")),
  };
}

/** True for Debian and what is derived from it, by the text of os-release. */
export function isDebianLike(osRelease: string): boolean {
  return /^ID(_LIKE)?=.*\bdebian\b/m.test(osRelease);
}
