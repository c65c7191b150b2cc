import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureRecipes } from "../../src/native/build.ts";
import { findFault } from "../../src/native/cache.ts";
import { greeting, keptCaches, outputOf, recordingIo, tinyModule } from "./tiny-module.ts";

const fixture = fileURLToPath(new URL("../fixtures/native/ensure.ts", import.meta.url));
const buildMillis = 120_000;

let tiny: ReturnType<typeof tinyModule>;
beforeEach(() => {
  tiny = tinyModule(greeting);
});
afterEach(() => tiny.remove());

function startChild(env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [fixture, tiny.root, JSON.stringify(tiny.recipe)], { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return { child, ended: once(child, "close").then(([code, signal]) => ({ code, signal, output })) };
}

describe("a tiny valid module", { timeout: buildMillis }, () => {
  test("is built with caches of its own, of which nothing remains but the entry", async () => {
    const io = recordingIo();
    const { tiny: file = "" } = await ensureRecipes([tiny.recipe], { io, env: process.env, root: tiny.root });
    expect(outputOf(file)).toBe("hello from tiny\n");
    expect(io.lines).toEqual([
      expect.stringMatching(/^native binaries: building Tiny into .+, once; about 1 min on 2 cores$/),
      expect.stringMatching(/^built Tiny 1\.0\.0 \(1 of 1\) in \d+ s$/),
      expect.stringMatching(/^native binaries: built in \d+ s, kept in .+$/),
    ]);
    expect(readdirSync(tiny.root)).toEqual(["bin"]);
    expect(
      globSync("**/*", { cwd: join(tiny.root, "bin/tiny") })
        .map((path) => path.replace(/^[^/]+/, "E"))
        .toSorted(),
    ).toEqual(["E", "E/manifest.json", "E/tiny"]);
    expect(await findFault(join(file, ".."), tiny.recipe, "sha256")).toBeUndefined();
  });

  test("is built once: the second time nothing is said", async () => {
    const context = { io: recordingIo(), env: keptCaches, root: tiny.root };
    const first = await ensureRecipes([tiny.recipe], context);
    const io = recordingIo();
    expect(await ensureRecipes([tiny.recipe], { ...context, io })).toEqual(first);
    expect(io.lines).toEqual([]);
  });

  test("is built by one of two processes while the other waits for it", async () => {
    const results = await Promise.all([startChild(keptCaches).ended, startChild(keptCaches).ended]);
    const output = results.map((result) => result.output).join("");
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(output.match(/^built Tiny/gm)).toHaveLength(1);
    expect(new Set(output.match(/^\{.*\}$/gm)).size).toBe(1);
    expect(existsSync(join(tiny.root, "build.lock"))).toBe(false);
  });

  test("is built again when its binary is truncated, and says why", async () => {
    const context = { io: recordingIo(), env: keptCaches, root: tiny.root };
    const { tiny: file = "" } = await ensureRecipes([tiny.recipe], context);
    truncateSync(file, 100);
    const io = recordingIo();
    await ensureRecipes([tiny.recipe], { ...context, io });
    expect(io.lines[0]).toMatch(/^Tiny: tiny has 100 bytes, expected \d+; building it again$/);
    expect(outputOf(file)).toBe("hello from tiny\n");
  });

  test("is built again when go.sum changes", async () => {
    const context = { io: recordingIo(), env: keptCaches, root: tiny.root };
    const { tiny: before } = await ensureRecipes([tiny.recipe], context);
    writeFileSync(join(tiny.recipe.dir, "go.sum"), "");
    const { tiny: after } = await ensureRecipes([tiny.recipe], context);
    expect(after).not.toBe(before);
  });

  test("is used without Go once it is built", async () => {
    const context = { io: recordingIo(), env: keptCaches, root: tiny.root };
    const built = await ensureRecipes([tiny.recipe], context);
    expect(await ensureRecipes([tiny.recipe], { ...context, env: { PATH: "/nonexistent" } })).toEqual(built);
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s ends the build as it would end any program and leaves nothing",
    async (signal) => {
      const { child, ended } = startChild(process.env);
      // The compilers are at work as soon as the build cache fills.
      await expect
        .poll(() => globSync("building-*/objects/*", { cwd: tiny.root }).length, { timeout: 60_000 })
        .toBeGreaterThan(0);
      child.kill(signal);
      expect(await ended).toMatchObject({ signal });
      expect(readdirSync(tiny.root)).toEqual([]);
    },
  );

  test("a workshop that a killed builder left behind is removed by the next one", async () => {
    const { child, ended } = startChild(process.env);
    await expect
      .poll(() => globSync("building-*/objects/*", { cwd: tiny.root }).length, { timeout: 60_000 })
      .toBeGreaterThan(0);
    child.kill("SIGKILL");
    await ended;
    expect(readdirSync(tiny.root)).toEqual(["build.lock", expect.stringMatching(/^building-/)]);
    await ensureRecipes([tiny.recipe], { io: recordingIo(), env: keptCaches, root: tiny.root });
    expect(readdirSync(tiny.root)).toEqual(["bin"]);
  });
});

describe("a build that fails", { timeout: buildMillis }, () => {
  test("shows the last 20 lines of Go's output and one line with the remedy, and leaves no entry", async () => {
    const mistakes = Array.from({ length: 9 }, (_, index) => `func f${index}() { undefined${index}() }`);
    writeFileSync(join(tiny.recipe.dir, "main.go"), `package main\n\nfunc main() {}\n${mistakes.join("\n")}\n`);
    const io = recordingIo();
    const build = ensureRecipes([tiny.recipe], { io, env: keptCaches, root: tiny.root });
    await expect(build).rejects.toMatchObject({
      code: "E_BUILD",
      message: `Tiny 1.0.0: go build failed; to see all of it: cd ${tiny.recipe.dir} && CGO_ENABLED=0 go build -o /dev/null .`,
    });
    const shown = io.lines.filter((line) => line.startsWith("  "));
    expect(shown.join("\n")).toContain("undefined: undefined0");
    expect(shown.length).toBeLessThanOrEqual(20);
    expect(readdirSync(tiny.root)).toEqual([]);
  });

  test("names network and GOPROXY when a module cannot be had", async () => {
    writeFileSync(
      join(tiny.recipe.dir, "go.mod"),
      "module otelstack.local/tiny\n\ngo 1.21\n\nrequire example.invalid/absent v1.0.0\n",
    );
    writeFileSync(
      join(tiny.recipe.dir, "main.go"),
      'package main\n\nimport _ "example.invalid/absent"\n\nfunc main() {}\n',
    );
    // Port 1 refuses; a proxy of a test must not depend on the network.
    const env = { ...keptCaches, GOPROXY: "http://127.0.0.1:1", GONOSUMDB: "*", GOFLAGS: "-mod=mod" };
    writeFileSync(
      join(tiny.recipe.dir, "go.sum"),
      `example.invalid/absent v1.0.0 h1:${"A".repeat(43)}=\nexample.invalid/absent v1.0.0/go.mod h1:${"A".repeat(43)}=\n`,
    );
    await expect(ensureRecipes([tiny.recipe], { io: recordingIo(), env, root: tiny.root })).rejects.toThrow(
      "Tiny 1.0.0: go build failed; a download failed: check the network and GOPROXY (http://127.0.0.1:1) and run it again",
    );
  });

  test("missing Go is one line with the remedy", async () => {
    const context = { io: recordingIo(), env: { PATH: "/nonexistent" }, root: tiny.root };
    await expect(ensureRecipes([tiny.recipe], context)).rejects.toThrow(
      "go: not found on the PATH; install Go 1.21 or newer from https://go.dev/dl/ and put its bin folder on the PATH, or start a container engine",
    );
  });

  test("a Go older than go.mod asks for is one line that names both versions", async () => {
    writeFileSync(join(tiny.recipe.dir, "go.mod"), "module otelstack.local/tiny\n\ngo 1.999.1\n");
    const context = { io: recordingIo(), env: keptCaches, root: tiny.root };
    await expect(ensureRecipes([tiny.recipe], context)).rejects.toThrow(
      /^go: expected 1\.999\.1 or newer, found 1\.\d+\.\d+; install Go 1\.999\.1 or newer/,
    );
  });
});
