import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { syncFolder } from "../../src/generate/folder.ts";

let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "sync-folder-")), "out");
});
afterEach(() => rm(join(folder, ".."), { recursive: true }));

const file = (path: string, content: string) => ({ path, content });
const modeOf = async (path: string): Promise<string> => ((await stat(join(folder, path))).mode & 0o777).toString(8);

test("writes what has changed, and nothing the second time", async () => {
  const files = [file("a/one.yml", "1"), file("two.yml", "2")];
  expect(await syncFolder(folder, files)).toEqual({ written: ["a/one.yml", "two.yml"], removed: [] });
  expect(await syncFolder(folder, files)).toEqual({ written: [], removed: [] });

  expect(await syncFolder(folder, [file("a/one.yml", "1"), file("two.yml", "3")])).toEqual({
    written: ["two.yml"],
    removed: [],
  });
  expect(await readFile(join(folder, "two.yml"), "utf8")).toBe("3");
});

test("removes what it once wrote, and leaves what others put there", async () => {
  await syncFolder(folder, [file("mine.yml", "1"), file("gone.yml", "2")]);
  await writeFile(join(folder, "theirs.yml"), "3");

  expect(await syncFolder(folder, [file("mine.yml", "1")])).toEqual({ written: [], removed: ["gone.yml"] });
  expect((await readdir(folder)).toSorted()).toEqual([".otelstack-files.json", "mine.yml", "theirs.yml"]);
});

test("a dry run tells and does nothing", async () => {
  await mkdir(folder);
  expect(await syncFolder(folder, [file("a.yml", "1")], { dryRun: true })).toEqual({ written: ["a.yml"], removed: [] });
  expect(await readdir(folder)).toEqual([]);
});

test("files are private; those for containers are readable whatever the umask, and keep their inode", async () => {
  await syncFolder(folder, [file("a/b.yml", "1")]);
  expect([await modeOf("a/b.yml"), await modeOf("a"), await modeOf(".")]).toEqual(["600", "700", "700"]);

  const before = process.umask(0o077);
  try {
    await syncFolder(folder, [file("c/d.yml", "1")], { readable: "everybody" });
    const { ino } = await stat(join(folder, "c/d.yml"));
    await syncFolder(folder, [file("c/d.yml", "2")], { readable: "everybody" });
    expect((await stat(join(folder, "c/d.yml"))).ino).toBe(ino);
  } finally {
    process.umask(before);
  }
  expect([await modeOf("c/d.yml"), await modeOf("c"), await modeOf(".")]).toEqual(["644", "755", "755"]);
});
