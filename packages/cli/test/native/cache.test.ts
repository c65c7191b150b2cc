import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cacheRoot, entryDir, findEntryOfAnyGo, findFault, inputsOf, sealEntry } from "../../src/native/cache.ts";
import { tinyModule } from "./tiny-module.ts";

async function withEntry(work: (module: ReturnType<typeof tinyModule>, dir: string) => Promise<void>): Promise<void> {
  const module = tinyModule("package main\n");
  try {
    const inputs = await inputsOf(module.recipe);
    const dir = entryDir(module.root, module.recipe, inputs, "1.26");
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, "tiny"), "stands for a binary");
    await sealEntry(dir, module.recipe, inputs, "1.26.8");
    await work(module, dir);
  } finally {
    module.remove();
  }
}

test("the cache is where the XDG specification puts it; a relative XDG_CACHE_HOME is ignored as it says", () => {
  expect(cacheRoot({ XDG_CACHE_HOME: "/x", HOME: "/h" })).toBe("/x/otelstack");
  expect(cacheRoot({ XDG_CACHE_HOME: "x", HOME: "/h" })).toBe("/h/.cache/otelstack");
  expect(cacheRoot({ XDG_CACHE_HOME: "", HOME: "/h" })).toBe("/h/.cache/otelstack");
});

test("the key changes with go.mod, go.sum, sources, tags, version stamp and Go series, and with nothing else", async () => {
  const { recipe, root, remove } = tinyModule("package main\n");
  try {
    const inputs = await inputsOf(recipe);
    expect(await inputsOf({ ...recipe, coldSeconds: 99 })).toBe(inputs);
    expect(await inputsOf({ ...recipe, tags: ["a"] })).not.toBe(inputs);
    expect(await inputsOf({ ...recipe, versionVariable: "main.version" })).not.toBe(inputs);
    expect(entryDir(root, recipe, inputs, "1.27")).not.toBe(entryDir(root, recipe, inputs, "1.26"));
    writeFileSync(join(recipe.dir, "notes.txt"), "not an input");
    expect(await inputsOf(recipe)).toBe(inputs);
    const seen = new Set([inputs]);
    for (const file of ["go.sum", "go.mod", "main.go", "other.go"]) {
      appendFileSync(join(recipe.dir, file), "\n// changed\n");
      seen.add(await inputsOf(recipe));
    }
    expect(seen.size).toBe(5);
  } finally {
    remove();
  }
});

test("a sealed entry has no fault at either depth; its manifest names sizes and sums", () =>
  withEntry(async ({ recipe }, dir) => {
    expect(await findFault(dir, recipe)).toBeUndefined();
    expect(await findFault(dir, recipe, "sha256")).toBeUndefined();
    const manifest = JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8"));
    expect(manifest).toMatchObject({ part: "tiny", version: "1.0.0", go: "1.26.8" });
    expect(manifest.binaries.tiny).toEqual({ bytes: 19, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  }));

test("a truncated binary is noticed by its size", () =>
  withEntry(async ({ recipe }, dir) => {
    truncateSync(join(dir, "tiny"), 7);
    expect(await findFault(dir, recipe)).toBe("tiny has 7 bytes, expected 19");
  }));

test("changed bytes of the same length are noticed by the sum only", () =>
  withEntry(async ({ recipe }, dir) => {
    writeFileSync(join(dir, "tiny"), "STANDS for a binary");
    expect(await findFault(dir, recipe)).toBeUndefined();
    expect(await findFault(dir, recipe, "sha256")).toBe("tiny has another sha256");
  }));

test("a missing binary, lost permission or damaged manifest is a fault", () =>
  withEntry(async ({ recipe }, dir) => {
    chmodSync(join(dir, "tiny"), 0o644);
    expect(await findFault(dir, recipe)).toBe("tiny is not executable");
    rmSync(join(dir, "tiny"));
    expect(await findFault(dir, recipe)).toBe("tiny is missing");
    truncateSync(join(dir, "manifest.json"), 10);
    expect(await findFault(dir, recipe)).toBe("not built");
  }));

test("without Go an entry is found by its inputs", () =>
  withEntry(async ({ recipe, root }, dir) => {
    expect(await findEntryOfAnyGo(root, recipe, await inputsOf(recipe))).toBe(dir);
    expect(await findEntryOfAnyGo(root, recipe, "other")).toBeUndefined();
  }));
