import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { Books, places } from "../../src/engine/books.ts";
import { Courier } from "../../src/engine/courier.ts";
import type { Segment, WorkerSettings } from "../../src/engine/message.ts";
import { Delivery } from "../../src/engine/worker/delivery.ts";
import { makeSpool } from "./emit.ts";

const mebibyte = 1024 * 1024;
const { otlp } = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" }, () => {});
const item = Buffer.concat([Buffer.of(18, 0x90, 0x4e), Buffer.alloc(10_000, "x")]);
const segment: Segment = {
  head: Buffer.alloc(0),
  bytes: Buffer.concat(Array.from({ length: 50 }, () => item)),
  count: 50,
};

function settingsWith(books: Books, spoolMebibytes: number): WorkerSettings {
  const { buffer } = books.cells;
  return {
    otelPreloadHelper: true,
    diagLevel: "none",
    resource: Buffer.alloc(0),
    signals: { logs: { otlp: otlp.logs, maxBatchSize: 8192, exportTimeoutMillis: 1000 } },
    spool: { directory: makeSpool(), stateHome: undefined, service: "burst", maxBytes: spoolMebibytes * mebibyte },
    books: buffer,
  };
}

/** 3,000 lines of 10 kB that the main thread has sent before the worker takes the first. */
async function burst(spoolMebibytes: number): Promise<Books> {
  const books = new Books();
  const delivery = new Delivery(settingsWith(books, spoolMebibytes), books, () => {});
  Atomics.add(books.cells, places.bytesInMemory, 60 * segment.bytes.length);
  for (let index = 0; index < 60; index++) delivery.add("logs", [segment]);
  expect(Atomics.load(books.cells, places.bytesInMemory)).toBeLessThanOrEqual(24 * mebibyte);
  await delivery.leave(Date.now());
  return books;
}

test("a burst that is ahead of the worker goes onto the disk, not away", async () => {
  const books = await burst(64);
  expect(books.read("logs", "memory_full")).toBe(0);
  expect(books.read("logs", "onDisk")).toBe(3000);
});

test("without a disk what does not fit into memory is counted", async () => {
  const books = await burst(0);
  expect(books.read("logs", "memory_full")).toBeGreaterThan(0);
  expect(books.read("logs", "memory_full") + books.read("logs", "process_ended")).toBe(3000);
});

/** Runs it in a thread until the test is over. */
function startThread(code: string, workerData: readonly unknown[]): void {
  const worker = new Worker(code, { eval: true, workerData });
  onTestFinished(async () => void (await worker.terminate()));
}

/** An outbox whose worker is another: one that makes room after a while, or never. */
function open(spoolMebibytes: number, roomAfterMillis?: number) {
  const courier = new Courier(settingsWith(new Books(), spoolMebibytes));
  const { cells } = courier.books;
  Atomics.store(cells, places.bytesInMemory, 60 * mebibyte);
  Object.assign(courier, { worker: { postMessage() {} } });
  const outbox = courier.open(
    "logs",
    { delayMillis: 1e6, exportTimeoutMillis: 1, maxQueueSize: 1e6, maxBatchSize: 1 },
    false,
  );
  const add = (): void => outbox.add({ head: Buffer.alloc(0) } as never, (writer) => writer.byte(1), undefined);
  const code = `const { workerData: [cells, millis] } = require("node:worker_threads");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
    Atomics.store(cells, ${places.bytesInMemory}, 0);`;
  if (roomAfterMillis !== undefined) startThread(code, [cells, roomAfterMillis]);
  return { outbox, add, lost: () => courier.books.read("logs", "queue_full") };
}

test("the main thread waits for the disk to make room", () => {
  const { outbox, add, lost } = open(64, 20);
  // A thread may be long in starting: the second in which it does not wait any more is over at last.
  const until = performance.now() + 20_000;
  while (outbox.added === 0 && performance.now() < until) add();
  const before = lost();
  for (let index = 0; index < 100; index++) add();
  expect({ added: outbox.added, lost: lost() - before }).toEqual({ added: 101, lost: 0 });
});

test("it waits a part of its time at most, and not at all without a disk", () => {
  const { add, lost } = open(64);
  const began = performance.now();
  for (let index = 0; index < 1000; index++) add();
  const waited = performance.now() - began;
  expect(lost()).toBe(1000);
  expect(waited).toBeGreaterThan(150);
  // Once in each second that it took on this machine.
  expect(waited).toBeLessThan(2000);
  const without = open(0);
  without.add();
  expect(without.lost()).toBe(1);
});
