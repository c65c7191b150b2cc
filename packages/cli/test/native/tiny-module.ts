import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../../src/io.ts";
import type { Recipe } from "../../src/native/recipes.ts";

// No imports: only Go's runtime is compiled.
export const greeting = `package main\n\nfunc main() { print("hello from tiny\\n") }\n`;

/** A folder of its own for one test, with a Go module named tiny and room for a cache. */
export function tinyModule(source: string): { dir: string; root: string; recipe: Recipe; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), "otelstack-native-"));
  const module = join(dir, "tiny");
  mkdirSync(module);
  writeFileSync(join(module, "go.mod"), "module otelstack.local/tiny\n\ngo 1.21\n");
  writeFileSync(join(module, "main.go"), source);
  const recipe: Recipe = {
    part: "tiny",
    label: "Tiny",
    version: "1.0.0",
    pins: { module: "none", version: "none" },
    dir: module,
    binaries: { tiny: "." },
    tags: [],
    coldSeconds: 10,
  };
  return { dir, root: join(dir, "cache"), recipe, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** An Io that keeps what is said. */
export function recordingIo(): Io & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (line: string): void => void lines.push(line);
  return { lines, out: keep, err: keep, isTTY: false };
}

/** The environment with the developer's own Go caches: the runtime is compiled once, not in every test. */
export const keptCaches: NodeJS.ProcessEnv = { ...process.env, OTELSTACK_KEEP_GO_CACHE: "1" };

/** What the tiny program prints; Go's `print` writes to stderr. */
export function outputOf(file: string): string {
  return spawnSync(file, { encoding: "utf8" }).stderr;
}
