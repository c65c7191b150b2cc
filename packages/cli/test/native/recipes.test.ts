import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { linkerFlags, type Recipe, recipes, toolsDir } from "../../src/native/recipes.ts";

const all = Object.values(recipes);
const read = (recipe: Recipe, file: string): string => readFileSync(join(recipe.dir, file), "utf8");

describe.each(all.map((recipe) => [recipe.part, recipe] as const))("%s", (_part, recipe) => {
  const { module, version } = recipe.pins;

  test("its go.mod pins the version the recipe says, with checksums", () => {
    expect(
      read(recipe, "go.mod")
        .split("\n")
        .map((line) => line.trim().replace(/ \/\/ indirect$/, "")),
    ).toContain(`${module} ${version}`);
    expect(read(recipe, "go.sum")).toContain(`${module} ${version} h1:`);
  });

  test("its binaries are named as Go names them", () => {
    const moduleName = /^module (\S+)/m.exec(read(recipe, "go.mod"))?.[1] ?? "";
    for (const [name, packagePath] of Object.entries(recipe.binaries)) {
      expect(basename(packagePath === "." ? moduleName : packagePath)).toBe(name);
    }
  });

  test("a package that is not its own stands as a tool in go.mod", () => {
    for (const packagePath of Object.values(recipe.binaries).filter((path) => path !== ".")) {
      expect(read(recipe, "go.mod")).toMatch(new RegExp(`^(tool |\\t)${packagePath}$`, "m"));
    }
  });
});

test("every Go module in tools belongs to a recipe", () => {
  const modules = readdirSync(toolsDir).filter((name) => name !== "bugsink");
  expect(all.map(({ dir }) => dir)).toEqual(expect.arrayContaining(modules.map((name) => join(toolsDir, name))));
});

test("a part is stamped with its version where its project has a variable for it", () => {
  expect(linkerFlags(recipes.prometheus)).toBe("-s -w -X github.com/prometheus/common/version.Version=3.14.0");
  expect(linkerFlags(recipes.collector)).toBe("-s -w");
});

test("the recipe's key is its part's name, and no two parts bring the same binary", () => {
  for (const [key, recipe] of Object.entries(recipes)) expect(recipe.part).toBe(key);
  const names = all.flatMap((recipe) => Object.keys(recipe.binaries));
  expect(new Set(names).size).toBe(names.length);
});

test("the collector's sources were generated from the manifest", () => {
  const manifest = readFileSync(join(recipes.collector.dir, "../builder.yaml"), "utf8");
  const goMod = read(recipes.collector, "go.mod");
  const components = [...manifest.matchAll(/gomod: (\S+ \S+)/g)].map(([, pinned]) => pinned as string);
  expect(components.length).toBeGreaterThan(25);
  for (const pinned of components) expect(goMod).toContain(`\t${pinned}\n`);
  const imports = [
    ...read(recipes.collector, "components.go").matchAll(
      /"(\S+\/(?:receiver|processor|exporter|connector|extension)\/\S+)"$/gm,
    ),
  ];
  const inUse = new Set(imports.map(([, path]) => path));
  const listed = components.map((pinned) => pinned.split(" ")[0]).filter((path) => !path?.includes("/provider/"));
  expect(inUse).toEqual(new Set(listed));
});

test("every Python package is pinned exactly", () => {
  const lines = readFileSync(join(toolsDir, "bugsink/requirements.txt"), "utf8").split("\n");
  const packages = lines.filter((line) => line !== "" && !line.startsWith("#"));
  expect(packages).toContain("bugsink==2.6.1");
  for (const line of packages) expect(line).toMatch(/^[\w.-]+==\S+$/);
});
