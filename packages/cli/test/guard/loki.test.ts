import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { LokiGuard } from "../../src/guard/loki.ts";
import { lokiChunks } from "../../src/guard/loki-chunks.ts";
import { backendArguments } from "../../src/stack/arguments.ts";
import { diskBytes } from "../../src/stack/disk-use.ts";
import { renderStack } from "../../src/stack/render.ts";
import { dataDirOf, type NativeTarget } from "../../src/stack/topology.ts";
import { freePorts } from "../../src/server/ports.ts";
import { binariesOf, buildTimeoutMillis, freeTarget, writeFiles } from "../stack/tools.ts";

// A real Loki with the stack's own file, only in more of a hurry: what takes minutes there takes seconds here.
const hurry = ["compaction-interval=2s", "delete-request-cancel-period=1s", "retention-delete-delay=1s"];
const hourMillis = 3_600_000;
const linesPerHour = 80;
// Chunks are written when they are asked for, and the index goes beside them when Loki ends.
const readyTimeout = { timeout: 90_000, interval: 250 };

const folder = mkdtempSync(join(tmpdir(), "guard-loki-"));
const logFile = join(folder, "loki.log");
let target: NativeTarget;
let program: string;
let loki: ChildProcess;

beforeAll(async () => {
  target = await freeTarget(folder);
  writeFiles(target.configDir, renderStack(target));
  mkdirSync(dataDirOf(target, "loki"), { recursive: true });
  program = (await binariesOf("loki"))["loki"] as string;
  loki = launch();
}, buildTimeoutMillis);

afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

test(
  "above its cap Loki loses its oldest lines and keeps the newest, and the disk is freed",
  { timeout: 300_000 },
  async () => {
    // Six streams of an hour each, from forty hours ago to now, of lines that no compression makes smaller.
    const agesHours = [40, 32, 24, 16, 8, 0];
    const startMillis = new Map<number, number>();
    for (const age of agesHours) startMillis.set(age, await push(age));
    await vi.waitFor(async () => expect((await post("/flush")).status).toBe(204), readyTimeout);
    const dataDir = dataDirOf(target, "loki");
    const left = async (): Promise<number> => (await lokiChunks(join(dataDir, "chunks"))).length;
    // A stream may be cut into two.
    await expect.poll(left, readyTimeout).toBeGreaterThanOrEqual(6);
    await restart();
    for (const age of agesHours) expect(await linesOf(age), `${age} h`).toBe(linesPerHour);

    const chunks = await lokiChunks(join(dataDir, "chunks"));
    const chunkBytes = chunks.reduce((sum, { bytes }) => sum + bytes, 0);
    const rest = (await diskBytes(dataDir)) - chunkBytes;
    // The write-ahead log counts as well; room beside it for five and a half of the six hours.
    const capBytes = rest + 5.5 * (chunkBytes / 6);
    const guard = new LokiGuard({ url: url(), dataDir, capBytes });
    const action = await guard.check(await diskBytes(dataDir));

    expect(action).toMatch(/^\d+\.\d of \d+(\.\d)? MB used, dropping the lines up to \S+Z \(\d chunks, /);
    const [, until = "", dropped] = /up to (\S+) \((\d) chunks/.exec(action ?? "") ?? [];
    const kept = (age: number): number => {
      const times = Array.from({ length: linesPerHour }, (_, index) => (startMillis.get(age) as number) + index * 1000);
      return times.filter((millis) => millis > Date.parse(until)).length;
    };
    expect([kept(40), kept(0)]).toEqual([0, linesPerHour]);
    // While Loki is at it, nothing more is asked for.
    expect(await guard.check(await diskBytes(dataDir))).toBeUndefined();
    await expect.poll(left, { timeout: 180_000, interval: 1_000 }).toBeLessThanOrEqual(chunks.length - Number(dropped));
    expect(await diskBytes(dataDir)).toBeLessThan(capBytes);
    expect(await guard.check(await diskBytes(dataDir))).toBeUndefined();
    // Its queries look into a copy of the index that is up to five minutes old: a restart is sooner.
    await restart();
    for (const age of agesHours) expect(await linesOf(age), `${age} h`).toBe(kept(age));
  },
);

test("what cannot be dropped is said once", async () => {
  const guard = new LokiGuard({ url: url(), dataDir: join(folder, "no-chunks"), capBytes: 1_000_000 });
  expect(await guard.check(2_000_000)).toMatch(/^2\.0 of 1 MB used, all of it write-ahead log and index/);
  expect(await guard.check(2_000_000)).toBeUndefined();
});

test("a Loki that does not answer is an error", async () => {
  const [port] = await freePorts(1);
  const guard = new LokiGuard({ url: `http://127.0.0.1:${port}`, dataDir: dataDirOf(target, "loki"), capBytes: 1 });
  await expect(guard.check(1_000_000)).rejects.toThrow("fetch failed");
});

function launch(): ChildProcess {
  const log = openSync(logFile, "a");
  const args = [...backendArguments(target, "loki"), ...hurry.map((flag) => `-compactor.${flag}`)];
  return spawn(program, args, { cwd: folder, stdio: ["ignore", log, log] });
}

async function restart(): Promise<void> {
  await stop();
  loki = launch();
  await vi.waitFor(async () => expect((await fetch(`${url()}/ready`)).status).toBe(200), readyTimeout);
}

async function stop(): Promise<void> {
  const exit = once(loki, "exit");
  if (loki.exitCode === null && loki.kill("SIGTERM")) await exit;
}

/** Returns the time of the first line; each one is a second after the one before. */
async function push(ageHours: number): Promise<number> {
  const start = Date.now() - ageHours * hourMillis - linesPerHour * 1000;
  const values = Array.from({ length: linesPerHour }, (_, index) => [
    `${start + index * 1000}000000`,
    randomBytes(8_000).toString("base64"),
  ]);
  const stream = { service_name: `hour-${ageHours}` };
  const body = JSON.stringify({ streams: [{ stream, values }] });
  const attempt = async (): Promise<void> => {
    const answer = await post("/loki/api/v1/push", body);
    expect(answer.status, `${await answer.text()}\n${readFileSync(logFile, "utf8").slice(-2000)}`).toBe(204);
  };
  await vi.waitFor(attempt, readyTimeout);
  return start;
}

async function linesOf(ageHours: number): Promise<number> {
  const query = encodeURIComponent(`sum(count_over_time({service_name="hour-${ageHours}"}[60h]))`);
  const answer = await fetch(`${url()}/loki/api/v1/query?query=${query}`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  return Number(data.result[0]?.value[1] ?? 0);
}

function post(path: string, body = ""): Promise<Response> {
  return fetch(`${url()}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body });
}

function url(): string {
  return `http://127.0.0.1:${target.ports.lokiHttp}`;
}
