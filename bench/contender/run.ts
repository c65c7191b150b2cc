import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { BenchError } from "../error.ts";

const execute = promisify(execFile);

/** Runs a program to its end; its output is shown only when it fails. */
export async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await execute(command, [...args], { cwd, maxBuffer: 64e6 });
    return stdout;
  } catch (thrown) {
    const { stderr = "", stdout = "" } = thrown as { stderr?: string; stdout?: string };
    const lines = `${stdout}${stderr}`.trim().split("\n").slice(-12).join("\n");
    throw new BenchError(`"${command} ${args.join(" ")}" in ${cwd} failed:\n${lines}`, { cause: thrown });
  }
}
