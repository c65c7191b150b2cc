import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Installed } from "../contender/install.ts";
import type { ModuleKind } from "../contender/table.ts";
import { serverCpu } from "./cpu.ts";

export interface Launch {
  readonly installed: Installed;
  /** Of bench/apps, without its ending. */
  readonly app: string;
  readonly kind: ModuleKind;
  /** Where telemetry goes. */
  readonly sinkUrl: string;
  readonly env?: Readonly<Record<string, string>>;
  /** It makes spans by OpenTelemetry's API. */
  readonly usesApi?: boolean;
}

export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A program under test, at the longest as long as this process. Its stdout goes nowhere, its stderr into a file that a failure quotes. */
export class Program {
  readonly pid: number;
  readonly ended: Promise<End>;
  private readonly child: ChildProcess;
  private readonly errorFile: string;

  constructor({ installed, app, kind, sinkUrl, env = {}, usesApi = false }: Launch) {
    const { contender, dir } = installed;
    this.errorFile = join(mkdtempSync(join(tmpdir(), "bench-")), "stderr");
    const stderr = openSync(this.errorFile, "w");
    const file = join("apps", `${app}.${kind === "esm" ? "mjs" : "cjs"}`);
    const flags = [...contender.flags(kind), ...((usesApi && contender.apiFlags) || [])];
    const args = ["-c", String(serverCpu), process.execPath, ...flags, file];
    this.child = spawn("taskset", args, {
      cwd: dir,
      env: { PATH: "/usr/bin:/bin", HOME: tmpdir(), ...contender.env(sinkUrl), ...env },
      stdio: ["ignore", "ignore", stderr, "pipe"],
    });
    closeSync(stderr);
    this.pid = this.child.pid ?? 0;
    running.add(this.child);
    this.ended = once(this.child, "exit").then(([code, signal]) => {
      running.delete(this.child);
      rmSync(join(this.errorFile, ".."), { recursive: true, force: true });
      return { code, signal };
    });
  }

  /** The port that the program says it listens on. */
  async port(): Promise<number> {
    const line = await Promise.race([this.firstLine(), this.ended.then(() => "")]);
    if (line === "") throw new Error(`a program of the benchmark did not start: ${this.stderr()}`);
    return Number(line);
  }

  /** Whatever it writes first at descriptor 3; empty when it writes nothing. */
  async firstLine(): Promise<string> {
    let text = "";
    for await (const chunk of this.child.stdio[3] as Readable) {
      text += String(chunk);
      if (text.includes("\n")) break;
    }
    return text.trim();
  }

  kill(signal: NodeJS.Signals): Promise<End> {
    this.child.kill(signal);
    return this.ended;
  }

  private stderr(): string {
    try {
      return readFileSync(this.errorFile, "utf8").trim().split("\n").slice(-8).join("\n");
    } catch {
      return "it ended at once";
    }
  }
}
