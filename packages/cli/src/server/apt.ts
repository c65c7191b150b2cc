import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import { withLock } from "../process/lock.ts";
import type { Environment } from "../process/start.ts";
import { withoutServiceStart } from "./policy.ts";

interface AptOptions {
  readonly env: Environment;
  readonly io: Io;
}

const shownLines = 15;
const lockFile = "/run/lock/otelstack-apt.lock";

/** Installs Debian packages without starting what they bring. Needs root. */
export async function installPackages(packages: readonly string[], options: AptOptions): Promise<void> {
  const { io } = options;
  const onWait = (pid: number) => io.out(`process ${pid} is installing Debian packages, waiting`);
  await withLock(lockFile, onWait, () =>
    withoutServiceStart(async () => {
      if (!hasPackageLists()) await step("apt-get update", ["update"], options);
      try {
        await install(packages, options);
      } catch {
        // The lists may be older than what the mirror still serves.
        await step("apt-get update, and once more", ["update"], options);
        await install(packages, options);
      }
    }),
  );
}

function install(packages: readonly string[], options: AptOptions): Promise<void> {
  const args = ["install", "--yes", "--no-install-recommends", ...packages];
  return step(`installing Debian packages ${packages.join(" ")}`, args, options);
}

function hasPackageLists(): boolean {
  return readdirSync("/var/lib/apt/lists").some((name) => name.includes("_Packages"));
}

async function step(title: string, args: readonly string[], { env, io }: AptOptions): Promise<void> {
  io.out(`${title} …`);
  const start = performance.now();
  const { code, output } = await aptGet(args, env);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  if (code !== 0) {
    const lines = output
      .trim()
      .split("\n")
      .slice(-shownLines)
      .map((line) => `  ${line}`);
    throw new CliError("E_APT", [`apt-get ${args.join(" ")}: failed after ${seconds} s:`, ...lines].join("\n"));
  }
  io.out(`${title}: done in ${seconds} s`);
}

async function aptGet(args: readonly string[], env: Environment): Promise<{ code: number; output: string }> {
  const flags = ["-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"];
  // Its own group: Ctrl-C ends us, and must not cut dpkg off in the middle of a package.
  const child = spawn("apt-get", [...flags, ...args], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" },
  });
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? 1, output };
}
