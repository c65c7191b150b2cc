import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { FaultyCollector } from "./collector.ts";
import { deliverRest, emit, linesWith, makeSpool, numbered, spoolFiles, startEmitting } from "./emit.ts";

/* What waits on disk: who may read it, how much it may be, who sends it, what happens when it is damaged or cannot be written. */

const patient = { timeout: 20_000, interval: 50 };
const service = "otel-preload";

test.concurrent("nobody else can read it", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  await emit({ collector, spool, burst: 10 });
  expect(statSync(join(spool, service)).mode & 0o777).toBe(0o700);
  const files = spoolFiles(spool);
  expect(files.length).toBeGreaterThan(0);
  for (const { path } of files) expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.concurrent("a folder that others may look into is closed to them first", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  mkdirSync(join(spool, service));
  chmodSync(join(spool, service), 0o755);
  await emit({ collector, spool, burst: 10 });
  expect(statSync(join(spool, service)).mode & 0o777).toBe(0o700);
});

test.concurrent("a link is not followed: one line, and what waits stays in memory", async () => {
  const collector = await FaultyCollector.start();
  let attempts = 0;
  collector.behave = (exchange) => (++attempts < 4 ? exchange.refuse(503) : exchange.take());
  const [spool, elsewhere] = [makeSpool(), makeSpool()];
  symlinkSync(elsewhere, join(spool, service));
  const running = startEmitting({ collector, spool, burst: 10, stays: true });
  await vi.waitFor(() => expect(collector.spans).toEqual(numbered("span", 10)), patient);
  running.kill("SIGTERM");
  const run = await running.ended;
  await collector.close();
  expect(readdirSync(elsewhere)).toEqual([]);
  expect(linesWith(run, /cannot be written.*symbolic link.*OTEL_PRELOAD_SPOOL_DIRECTORY/u)).toHaveLength(1);
});

test.concurrent("a folder of another user is not used", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  mkdirSync(join(spool, service));
  // Who is not root cannot give a folder away: then root's own folder is that of another user.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(join(spool, service), 65_534, 65_534);
  const run = await emit({ collector, spool: isRoot ? spool : "/", burst: 10 });
  expect(linesWith(run, /cannot be written/u)).toHaveLength(1);
  expect(linesWith(run, /10 spans were lost: the process ended/u)).toHaveLength(1);
});

test.concurrent("size 0: nothing is written, what the exit loses is named", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  const run = await emit({ collector, spool, burst: 10, env: { OTEL_PRELOAD_SPOOL_MIB: "0" } });
  expect(readdirSync(spool)).toEqual([]);
  expect(linesWith(run, /10 spans were lost: the process ended.*\(process_ended\)/u)).toHaveLength(1);
  expect(linesWith(run, /10 log records were lost/u)).toHaveLength(1);
});

test.concurrent("it holds so much and no more: the oldest goes, counted; produced = delivered + lost", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  const running = startEmitting({
    collector,
    spool,
    burst: 6000,
    stays: true,
    env: { OTEL_PRELOAD_SPOOL_MIB: "0.5", OTEL_METRIC_EXPORT_INTERVAL: "500" },
  });
  await vi.waitFor(() => expect(spoolFiles(spool).length).toBeGreaterThan(2), patient);
  await vi.waitFor(() => expect(running.stderr()).toContain("(spool_full)"), patient);
  const bytes = spoolFiles(spool).reduce((sum, { size }) => sum + size, 0);
  expect(bytes).toBeLessThanOrEqual(0.5 * 1024 * 1024);
  await collector.open();
  const lost = (signal: string) => collector.counts.get(`otel.sdk.exporter.${signal}.exported spool_full`) ?? 0;
  await vi.waitFor(() => {
    expect(lost("span")).toBeGreaterThan(0);
    expect(collector.spans.length + lost("span")).toBe(6000);
    expect(collector.logs.length + lost("log")).toBe(6000);
    expect(collector.counts.get("otel_preload.spool.usage")).toBe(0);
    expect(collector.counts.get("otel.sdk.processor.span.queue.size")).toBe(0);
  }, patient);
  running.kill("SIGTERM");
  const run = await running.ended;
  await collector.close();
  const numbers = collector.spans.map((name) => Number(name.split(" ")[1]));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  // Of one kind or the other: they share the space.
  expect([collector.spans.at(-1), collector.logs.at(-1)].some((name) => name?.endsWith(" 5999"))).toBe(true);
  expect(linesWith(run, /spans were lost: .*OTEL_PRELOAD_SPOOL_MIB.*\(spool_full\)/u).length).toBeGreaterThan(0);
});

test.concurrent("a record that was cut off is left out and counted, the others arrive", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  await emit({ collector, spool, burst: 100, env: { OTEL_LOGS_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none" } });
  await emit({ collector, spool, burst: 10, env: { OTEL_LOGS_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none" } });
  const [first, second] = spoolFiles(spool);
  truncateSync(first?.path ?? "", (first?.size ?? 0) - 10);
  writeFileSync(second?.path ?? "", "not ours any more", { flag: "a" });
  await collector.open();
  const run = await deliverRest({ collector, spool, burst: 1 });
  await collector.close();
  expect(collector.spans).toEqual([...numbered("span", 10), "span 0"]);
  expect(linesWith(run, /101 spans were lost: their file on disk was cut off or changed/u)).toHaveLength(1);
});

test.concurrent("two processes of a service share it: what a dead one left, the living one sends, each item once", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  const [dead, alive] = [1, 2].map(() => startEmitting({ collector, spool, burst: 200, stays: true }));
  await Promise.all([dead?.ready, alive?.ready]);
  // The last of both lies there: what a dead one had in memory only is lost.
  await vi.waitFor(() => expect([timesIn(spool, "span 199"), timesIn(spool, "record 199")]).toEqual([2, 2]), patient);
  dead?.kill("SIGKILL");
  await dead?.ended;
  // A third one starts, finds what nobody owns, and leaves alone what somebody does.
  const third = startEmitting({ collector, spool, burst: 1, stays: true });
  const owners = (): number => new Set(spoolFiles(spool).map(({ path }) => path.split(".").at(-2))).size;
  await vi.waitFor(() => expect(spoolFiles(spool).length).toBeGreaterThanOrEqual(3), patient);
  await vi.waitFor(() => expect(owners()).toBe(2), patient);
  await collector.open();
  await vi.waitFor(() => expect(collector.spans.length).toBeGreaterThanOrEqual(401), patient);
  await vi.waitFor(() => expect(spoolFiles(spool)).toEqual([]), patient);
  for (const one of [alive, third]) {
    one?.kill("SIGTERM");
    await one?.ended;
  }
  await collector.close();
  const count = (name: string): number => collector.spans.filter((one) => one === name).length;
  expect(count("span 0")).toBe(3);
  expect(
    numbered("span", 200)
      .slice(1)
      .filter((name) => count(name) !== 2),
  ).toEqual([]);
});

test.concurrent("two processes that start at once send what waits once", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  for (let i = 0; i < 3; i++) await emit({ collector, spool, burst: 300 });
  await collector.open();
  await Promise.all([1, 2].map(() => deliverRest({ collector, spool, burst: 1 })));
  await collector.close();
  expect(collector.spans).toHaveLength(3 * 300 + 2);
  expect(collector.logs).toHaveLength(3 * 300 + 2);
});

test.concurrent("the lock of a process that is gone does not hold, though its number is in use again", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  await emit({ collector, spool, burst: 10 });
  const [file] = spoolFiles(spool);
  const owner = /\.([^.]+)\.otlp$/u.exec(file?.path ?? "")?.[1];
  const { hostname } = await import("node:os");
  const stale = { pid: process.pid, started: "1", host: hostname() };
  writeFileSync(join(spool, service, `${owner}.lock`), JSON.stringify(stale), { mode: 0o600 });
  await collector.open();
  await deliverRest({ collector, spool, burst: 1 });
  await collector.close();
  expect(collector.spans).toEqual([...numbered("span", 10), "span 0"]);
});

test.concurrent("a full disk: one line, the program runs on, and nothing is lost once the collector is back", async ({
  onTestFinished,
}) => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  // Root fills a small file system; others have files that may be of 40 KiB.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=200k", "tmpfs", spool]);
    onTestFinished(() => void execFileSync("umount", [spool]));
  }
  const running = startEmitting({ collector, spool, burst: 3000, stays: true, hasSmallFiles: !isRoot });
  await running.ready;
  await vi.waitFor(() => expect(running.stderr()).toMatch(/cannot be written to .*(?:ENOSPC|EFBIG)/u), patient);
  await collector.open();
  await vi.waitFor(() => expect(new Set(collector.spans).size).toBe(3000), patient);
  await vi.waitFor(() => expect(new Set(collector.logs).size).toBe(3000), patient);
  running.kill("SIGTERM");
  const run = await running.ended;
  await collector.close();
  expect(linesWith(run, /cannot be written to .*(?:ENOSPC|EFBIG)/u)).toHaveLength(1);
});

test.concurrent("no secret lies on disk", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  const env = { SECRET_TEXT: "hunter2hunter2", OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20canary-token-1" };
  await emit({ collector, spool, burst: 3, env });
  const [bytes] = spoolFiles(spool).map(({ path }) => execFileSync("cat", [path]).toString("latin1"));
  expect(bytes).toContain("password");
  expect(bytes).not.toContain("hunter2hunter2");
  expect(bytes).not.toContain("canary-token-1");
});

/** How often a text stands in the files that wait. */
function timesIn(spool: string, text: string): number {
  const files = spoolFiles(spool).map(({ path }) => readFileSync(path, "latin1"));
  return files.reduce((count, content) => count + content.split(text).length - 1, 0);
}
