import { expect, it } from "vitest";
import { findMissing, platformOf } from "../../src/generate/lockfile.ts";

it("finds the binaries of other platforms that a lockfile lacks", () => {
  const packages = {
    "node_modules/tool": {
      version: "1.2.3",
      dev: true as const,
      optionalDependencies: { "tool-linux-x64-gnu": "1.2.3", "@tool/binding-darwin-arm64": "1.2.3", fsevents: "2.3.3" },
    },
    "node_modules/tool-linux-x64-gnu": { version: "1.2.3" },
  };
  expect(findMissing({ packages })).toEqual([
    [
      "node_modules/@tool/binding-darwin-arm64",
      { version: "1.2.3", cpu: ["arm64"], dev: true, optional: true, os: ["darwin"] },
    ],
  ]);
});

it.each([
  ["@oxlint/binding-linux-x64-musl", { os: ["linux"], cpu: ["x64"], libc: ["musl"] }],
  ["@oxlint/binding-linux-arm-gnueabihf", { os: ["linux"], cpu: ["arm"], libc: ["glibc"] }],
  ["@oxlint/binding-win32-ia32-msvc", { os: ["win32"], cpu: ["ia32"] }],
  ["@oxlint-tsgolint/darwin-arm64", { os: ["darwin"], cpu: ["arm64"] }],
  ["@oxc-parser/binding-wasm32-wasi", undefined],
])("reads the platform of %s from its name", (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});
