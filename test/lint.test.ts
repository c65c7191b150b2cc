import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const oxlint = join(root, "node_modules/oxlint/bin/oxlint");
const long = (lines: number): string =>
  Array.from({ length: lines }, (_, index) => `export const n${index} = ${index};`).join("\n");

/** What house rule each planted file breaks, and the rule of the linter that has to say so. */
const planted: readonly (readonly [file: string, rule: string, source: string])[] = [
  [
    "floating.ts",
    "typescript(no-floating-promises)",
    `export function go(): void {\n  Promise.reject(new Error("lost"));\n}`,
  ],
  ["cycle-a.ts", "import(no-cycle)", `import { b } from "./cycle-b.ts";\nexport const a = (): number => b();`],
  ["cycle-b.ts", "import(no-cycle)", `import { a } from "./cycle-a.ts";\nexport const b = (): number => a();`],
  ["environment.ts", "node(no-process-env)", `export const home = process.env["HOME"];`],
  [
    "environment-import.ts",
    "eslint(no-restricted-imports)",
    `import { env } from "node:process";\nexport const home = env["HOME"];`,
  ],
  ["exit.ts", "unicorn(no-process-exit)", `export function stop(): void {\n  process.exit(1);\n}`],
  ["console.ts", "eslint(no-console)", `console.log("hello");`],
  ["long-file.ts", "eslint(max-lines)", long(301)],
  ["long-function.ts", "eslint(max-lines-per-function)", `export function go(): void {\n${"  go();\n".repeat(60)}}`],
  ["later.ts", "eslint(no-warning-comments)", "// TODO later\nexport const n = 1;"],
];

let found: string[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "lint-"));
  try {
    await plant(folder);
    found = await lint(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it.each(planted)("%s breaks %s", (file, rule) => {
  expect(found).toContain(`packages/cli/src/${file} ${rule}`);
});

it("says nothing about the rest", () => {
  expect(found.toSorted()).toEqual(planted.map(([file, rule]) => `packages/cli/src/${file} ${rule}`).toSorted());
});

/** The planted files in a tree that looks like this one. */
async function plant(folder: string): Promise<void> {
  const sources = join(folder, "packages/cli/src");
  await mkdir(sources, { recursive: true });
  for (const file of [".oxlintrc.json", ".gitignore", "tsconfig.base.json"]) {
    await copyFile(join(root, file), join(folder, file));
  }
  // Without the packages it refers to, which are not planted.
  const config = JSON.parse(await readFile(join(root, "packages/cli/tsconfig.json"), "utf8")) as object;
  await writeFile(join(folder, "packages/cli/tsconfig.json"), JSON.stringify({ ...config, references: [] }));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await Promise.all(planted.map(([file, , source]) => writeFile(join(sources, file), `${source}\n`)));
}

function lint(folder: string): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(process.execPath, [oxlint, "--format=json"], { cwd: folder }, (_error, stdout) => {
      const { diagnostics } = JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] };
      resolve(diagnostics.map(({ filename, code }) => `${filename} ${code}`));
    });
  });
}
