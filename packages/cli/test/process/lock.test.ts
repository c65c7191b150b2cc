import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withLock } from "../../src/process/lock.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "otelstack-lock-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test("one after the other, and who waits is told for whom", async () => {
  const file = join(dir, "lock");
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const one = withLock(
    file,
    () => {},
    async () => {
      entered.resolve();
      await first.promise;
      order.push("first");
    },
  );
  await entered.promise;
  const waitedFor: number[] = [];
  const two = withLock(
    file,
    (pid) => waitedFor.push(pid),
    async () => {
      order.push("second");
    },
  );
  await expect.poll(() => waitedFor).toEqual([process.pid]);
  first.resolve();
  await Promise.all([one, two]);
  expect(order).toEqual(["first", "second"]);
  expect(await readdir(dir)).toEqual([]);
});

test("the lock of a dead process is taken over", async () => {
  const file = join(dir, "stale");
  await writeFile(file, JSON.stringify({ pid: process.pid, startTime: "of a process before this one" }));
  expect(
    await withLock(
      file,
      () => {},
      async () => "done",
    ),
  ).toBe("done");
  expect(await readdir(dir)).toEqual([]);
});

test("work that fails gives the lock back", async () => {
  const file = join(dir, "fails");
  await expect(
    withLock(
      file,
      () => {},
      () => Promise.reject(new Error("no")),
    ),
  ).rejects.toThrow("no");
  expect(
    await withLock(
      file,
      () => {},
      async () => "done",
    ),
  ).toBe("done");
});
