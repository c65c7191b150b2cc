import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import { capture } from "../../bootstrap/run.mjs";

const handOver = join(import.meta.dirname, "../fixtures/bootstrap/hand-over.mjs");

function start(program: string) {
  return spawn(process.execPath, [handOver, program], { stdio: ["ignore", "pipe", "inherit"] });
}

it("hands the exit code of the command on", async () => {
  expect(await once(start("process.exit(7)"), "close")).toEqual([7, null]);
});

it.each(["SIGTERM", "SIGINT"] as const)("hands %s on to the command and waits until it has ended", async (signal) => {
  const child = start(
    `process.on("${signal}", () => { console.log("stopped"); process.exit(3) }); setInterval(() => {}, 1000); console.log("ready")`,
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await expect.poll(() => output).toBe("ready\n");
  child.kill(signal);
  expect(await once(child, "close")).toEqual([3, null]);
  expect(output).toBe("ready\nstopped\n");
});

it("reports death by a signal as 128 + its number", async () => {
  expect(await once(start("process.kill(process.pid, 'SIGKILL')"), "close")).toEqual([137, null]);
});

it("captures what a command prints, and says when there is none", async () => {
  expect(await capture(process.execPath, ["--print", "6 * 7"])).toEqual({ code: 0, output: "42\n" });
  const missing = await capture("no-such-command", []);
  expect(missing).toEqual({ code: 127, output: "spawn no-such-command ENOENT" });
});
