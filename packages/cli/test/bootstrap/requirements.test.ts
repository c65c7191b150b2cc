import { expect, it } from "vitest";
import { isGoNewEnough, requireNode, requireNpm } from "../../bootstrap/requirements.mjs";

it("takes Node 20 and newer, and names the remedy for an older one in one line", () => {
  expect(() => requireNode("20.20.2")).not.toThrow();
  expect(() => requireNode("26.10.0")).not.toThrow();
  expect(() => requireNode("18.19.1")).toThrow(
    "Node 18.19.1 cannot set up this project, 20 or newer is needed. Remedy: install Node 24 from https://nodejs.org/en/download and run the command again.",
  );
});

it("takes npm 10 and newer, and names the remedy for an older one or none", () => {
  expect(() => requireNpm("10.9.0")).not.toThrow();
  expect(() => requireNpm("11.19.1")).not.toThrow();
  expect(() => requireNpm("9.8.1")).toThrow(
    "Installing the dependencies needs npm 11 (10 will do), but npm 9.8.1 was found. Remedy: npm install --global npm@11",
  );
  expect(() => requireNpm("")).toThrow("no npm was found");
});

it.each([
  ["go1.26.8", true],
  ["go1.26rc1", true],
  ["go1.30", true],
  ["go2.0", true],
  ["go1.25.9", false],
  ["", false],
])("judges Go %s as new enough: %s", (version, expected) => {
  expect(isGoNewEnough(version)).toBe(expected);
});
