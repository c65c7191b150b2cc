import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startReceiver } from "../../../test/otlp-receiver.ts";

const run = promisify(execFile);
const root = realpathSync(mkdtempSync(join(tmpdir(), "packed-")));
const pnpmVersion = "10.20.0";
let tarball: string;

beforeAll(async () => {
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", root, "-w", "@org/otel-preload"], {
    cwd: new URL("../../..", import.meta.url).pathname,
  });
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf("["))) as [{ filename: string }];
  tarball = join(root, filename.replace("@", "").replace("/", "-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const handler = `
  const app = express();
  app.get("/hello/:name", (request, response) => response.send("hello " + request.params.name));
  const server = app.listen(0, "127.0.0.1", async () => {
    const answer = await fetch("http://127.0.0.1:" + server.address().port + "/hello/world");
    console.log(await answer.text());
    server.close();
    server.closeAllConnections();
  });`;

/** An application of somebody else: its own folder, its own package.json, nothing of this repository. */
function foreignApp(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({
      name: `foreign-${name}`,
      version: "1.2.3",
      private: true,
      dependencies: { express: "5.3.0", "@org/otel-preload": `file:${tarball}` },
    }),
  );
  writeFileSync(join(folder, "app.cjs"), `const express = require("express");${handler}`);
  writeFileSync(join(folder, "app.mjs"), `import express from "express";${handler}`);
  return folder;
}

const managers = {
  npm: ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline"],
  pnpm: ["npm", "exec", "--yes", "--prefer-offline", `pnpm@${pnpmVersion}`, "--", "install", "--prefer-offline"],
} as const;

describe.for(Object.keys(managers) as (keyof typeof managers)[])(
  "installed by %s into a foreign application",
  (manager) => {
    let folder: string;
    beforeAll(async () => {
      folder = foreignApp(manager);
      const [command, ...args] = managers[manager];
      await run(command, args, { cwd: folder, maxBuffer: 64e6 });
    }, 240_000);

    test("it is one package, with the licences of all that is in it", () => {
      const installed = join(folder, "node_modules/@org/otel-preload");
      const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as Record<string, unknown>;
      expect(Object.keys(manifest)).not.toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^(?:dependencies|peerDependencies|optionalDependencies|scripts)$/u),
        ]),
      );
      expect(
        readdirSync(join(folder, "node_modules")).filter((name) => /^@?opentelemetry|^@sentry/u.test(name)),
      ).toEqual([]);
      const licences = readFileSync(join(installed, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
      for (const name of ["@opentelemetry/api", "@sentry/core", "import-in-the-middle", "require-in-the-middle"])
        expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "mu"));
      const code = readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" }).filter((name) =>
        /\.c?js$/u.test(name),
      );
      for (const name of code) {
        // Whatever comes from a package says so in the bundler's comments.
        for (const [, from = ""] of readFileSync(join(installed, "dist", name), "utf8").matchAll(
          /^\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gmu,
        ))
          expect(licences, `${from} in ${name}`).toContain(`${from} `);
      }
    });

    test.for([
      ["app.cjs", "--import"],
      ["app.cjs", "--require"],
      ["app.mjs", "--import"],
      ["app.mjs", "--require"],
    ] as const)("%s by %s: works by the flag alone", async ([file, flag]) => {
      const receiver = await startReceiver();
      const { stdout, stderr } = await run(process.execPath, [flag, "@org/otel-preload", file], {
        cwd: folder,
        env: {
          PATH: process.env["PATH"],
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
          OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        },
      });
      await receiver.close();
      expect({ stdout, stderr }).toEqual({ stdout: "hello world\n", stderr: "" });
      const server = receiver.spans.find((span) => span.kind === 2);
      expect(server).toMatchObject({
        name: "GET /hello/:name",
        resource: { "service.name": `foreign-${manager}`, "service.version": "1.2.3" },
      });
    });
  },
);

test("layer order of a Dockerfile: dependencies first, the source later, the flag in NODE_OPTIONS", async () => {
  const image = join(root, "image");
  mkdirSync(image);
  const app = join(root, "npm");
  for (const layer of ["package.json", "node_modules", "app.mjs"])
    cpSync(join(app, layer), join(image, layer), { recursive: true, verbatimSymlinks: true });
  const receiver = await startReceiver();
  const { stdout, stderr } = await run(process.execPath, ["app.mjs"], {
    cwd: image,
    env: {
      PATH: process.env["PATH"],
      NODE_OPTIONS: "--import=@org/otel-preload",
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    },
  });
  await receiver.close();
  expect({ stdout, stderr }).toEqual({ stdout: "hello world\n", stderr: "" });
  expect(receiver.spans.filter((span) => span.kind === 2)).toHaveLength(1);
});
