import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { listProcesses } from "../../src/process/list.ts";
import { downStack } from "../../src/stack/down.ts";
import { stackPaths } from "../../src/stack/home.ts";
import { portsAt } from "../../src/stack/ports.ts";
import { readState } from "../../src/stack/state.ts";
import { stackStatus } from "../../src/stack/status.ts";
import { upStack } from "../../src/stack/up.ts";
import { alive, busyPorts, newStack, silent, withoutSlow, type TestStack } from "./stack.ts";

const buildMillis = 1_800_000;
const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const options = { engine: "native", without: withoutSlow } as const;

const stacks: TestStack[] = [];
const fresh = async (): Promise<TestStack> => {
  const stack = await newStack();
  stacks.push(stack);
  return stack;
};
afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.clean();
});

test("a busy port is reported with the part that wanted it and the process that holds it", async () => {
  const stack = await fresh();
  const { prometheus } = portsAt(stack.portOffset);
  const holder = createServer().listen(prometheus, "127.0.0.1");
  await once(holder, "listening");
  try {
    const { code, err } = await stack.otelstack("up", "--native");
    expect(code).toBe(1);
    const [message = ""] = err;
    expect(message).toContain(`port ${prometheus} (prometheus), which prometheus wants, is held by`);
    expect(message).toContain(`(process ${process.pid})`);
    expect(message).toContain("--port-offset");
    expect((await stackStatus(stack)).up).toBe(false);
  } finally {
    holder.close();
  }
});

test(
  "a part that dies at the start is named with its log, and nothing is left running",
  async () => {
    const stack = await fresh();
    const { data } = await stackPaths(stack);
    // Where Prometheus wants its folder there is a file.
    await mkdir(join(data, "prometheus"), { recursive: true });
    await writeFile(join(data, "prometheus", "wal"), "");
    const { code, err, out } = await stack.otelstack("up", "--native", "--without", withoutSlow.join(","));
    expect(code).toBe(1);
    expect(err.join("\n")).toMatch(
      /otelstack: prometheus exited with code \d+\. Last lines of .*prometheus\.log:\n {2}\S/,
    );
    expect(out.find((line) => line.startsWith("prometheus"))).toContain("failed");
    expect(await busyPorts(stack.portOffset)).toEqual([]);
    expect((await stackStatus(stack)).up).toBe(false);
  },
  buildMillis,
);

test(
  "two installations run side by side, and one's down leaves the other alone",
  async () => {
    const [one, two] = [await fresh(), await fresh()];
    const [first, second] = await Promise.all([
      upStack({ ...one, ...options }, silent),
      upStack({ ...two, ...options }, silent),
    ]);
    expect(first.urls.otlpHttp).not.toBe(second.urls.otlpHttp);
    await downStack(one, silent);
    expect(alive(first.parts.map((part) => part.pid))).toEqual([]);
    expect(await stackStatus(two)).toMatchObject({ up: true, healthy: true });
  },
  buildMillis,
);

test(
  "in the foreground a death is told, and Ctrl-C stops everything",
  async () => {
    const stack = await fresh();
    const args = [
      "up",
      "--foreground",
      "--native",
      "--without",
      withoutSlow.join(","),
      "--port-offset",
      String(stack.portOffset),
    ];
    const child = spawn(process.execPath, [main, ...args], { env: stack.env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (output += data.toString()));
    await expect.poll(() => output, { timeout: 60_000 }).toContain("Ctrl-C stops the stack");
    const { stateFile } = await stackPaths(stack);
    const parts = (await readState(stateFile))?.parts ?? [];
    process.kill(parts.find((part) => part.name === "alertmanager")?.pid ?? 0, "SIGKILL");
    await expect.poll(() => output, { timeout: 10_000 }).toContain("alertmanager has died");
    child.kill("SIGINT");
    await once(child, "exit");
    expect(child.exitCode).toBe(0);
    expect(alive(parts.map((part) => part.pid))).toEqual([]);
    expect(await busyPorts(stack.portOffset)).toEqual([]);
  },
  buildMillis,
);

test.for([
  ["Ctrl-C", "SIGINT"],
  ["a closed terminal", "SIGHUP"],
] as const)("%s during up stops what it has started", { timeout: buildMillis }, async ([, signal]) => {
  const stack = await fresh();
  // Loki needs 15 s until it is ready: time to interrupt.
  const args = ["up", "--native", "--without", "bugsink", "--port-offset", String(stack.portOffset)];
  const child = spawn(process.execPath, [main, ...args], { env: stack.env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  await expect.poll(() => output, { timeout: 60_000 }).toMatch(/prometheus +healthy/);
  const { stateFile } = await stackPaths(stack);
  const parts = (await readState(stateFile))?.parts ?? [];
  expect(parts.length).toBeGreaterThan(2);
  child.kill(signal);
  await once(child, "exit");
  expect(child.exitCode).toBe(130);
  expect(alive(parts.map((part) => part.pid))).toEqual([]);
  expect(await busyPorts(stack.portOffset)).toEqual([]);
});

test(
  "a pid that belongs to somebody else by now is left alone",
  async () => {
    const stack = await fresh();
    const state = await upStack({ ...stack, ...options }, silent);
    await downStack(stack, silent);
    // As if the machine had been restarted: the file is there, its pids are given to others (here: to this test).
    const { writeState } = await import("../../src/stack/state.ts");
    await writeState({ ...state, parts: state.parts.map((part) => ({ ...part, pid: process.pid })) });
    expect((await stackStatus(stack)).parts.map((part) => part.state)).toEqual(["dead", "dead", "dead"]);
    await downStack(stack, silent);
    expect(listProcesses().some((entry) => entry.pid === process.pid)).toBe(true);
  },
  buildMillis,
);

test(
  "reset asks, and deletes everything",
  async () => {
    const stack = await fresh();
    await upStack({ ...stack, ...options }, silent);
    const refused = await stack.otelstack("reset");
    expect(refused).toMatchObject({ code: 1, err: [expect.stringContaining("--yes")] });
    expect((await stackStatus(stack)).healthy).toBe(true);
    const { root } = await stackPaths(stack);
    expect((await stack.otelstack("reset", "--yes")).code).toBe(0);
    await expect(access(root)).rejects.toThrow("ENOENT");
    expect(await busyPorts(stack.portOffset)).toEqual([]);
  },
  buildMillis,
);
