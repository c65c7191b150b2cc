import { appendFile, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { followLines, lastLines } from "../../src/process/log.ts";
import { startProcess } from "../../src/process/start.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "otelstack-log-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test("the last lines of a file, however large it is", async () => {
  const file = join(dir, "large.log");
  const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index} ${"é".repeat(20)}`);
  await writeFile(file, `${lines.join("\n")}\n`);
  expect(await lastLines(file, 3)).toEqual(lines.slice(-3));
  expect(await lastLines(file, 100_000)).toEqual(lines);
});

test("small, empty and absent files", async () => {
  const file = join(dir, "small.log");
  await writeFile(file, "one\n\nlast without an end");
  expect(await lastLines(file, 2)).toEqual(["", "last without an end"]);
  expect(await lastLines(file, 0)).toEqual([]);
  await writeFile(file, "");
  expect(await lastLines(file, 2)).toEqual([]);
  expect(await lastLines(join(dir, "absent.log"), 2)).toEqual([]);
});

test("following passes on whole lines, also of a file that was begun anew", async () => {
  const file = join(dir, "follow.log");
  await writeFile(file, "before\n");
  const seen: string[] = [];
  const stop = new AbortController();
  const following = followLines(file, stop.signal, (line) => seen.push(line));
  await expect
    .poll(async () => {
      await appendFile(file, "x");
      return seen.length;
    })
    .toBe(0);
  await appendFile(file, "\nsecond\nhal");
  await expect.poll(() => seen.length).toBe(2);
  await appendFile(file, "f\n");
  await expect.poll(() => seen.at(-1)).toBe("half");
  await writeFile(file, "anew\n");
  await expect.poll(() => seen.at(-1)).toBe("anew");
  stop.abort();
  await following;
  expect(seen[1]).toBe("second");
});

test("a log above its cap is put aside when its part starts, and one older copy is kept", async () => {
  const file = join(dir, "capped.log");
  await writeFile(file, "x".repeat(11 * 1024 * 1024));
  const { ended } = await startProcess({ file: "/bin/echo", args: ["new"] }, file, process.env);
  await ended;
  expect(await lastLines(file, 5)).toEqual(["new"]);
  expect((await stat(`${file}.1`)).size).toBeGreaterThan(10_000_000);
  expect(((await stat(file)).mode & 0o777).toString(8)).toBe("600");
});
