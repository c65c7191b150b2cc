import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const run = promisify(execFile);
const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "otelstack-generate-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** In a process of its own: it looks for a configuration in its working folder, and Node itself loads TypeScript. */
async function generate(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const options = { cwd: folder, env: { ...process.env, OTELSTACK_HOME: join(folder, "home") } };
  return run(process.execPath, [main, "generate", ...argv], options).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout,
      err: error.stderr,
    }),
  );
}

const rules = (): Promise<string> => readFile(join(folder, "otelstack/prometheus/rules/http.yml"), "utf8");

test("without a configuration it writes the defaults, says how to load them, and --check finds them current", async () => {
  const { code, out } = await generate();

  expect(code).toBe(0);
  expect(out).toContain("no otelstack.config.* here: the defaults");
  expect(out).toContain("wrote otelstack/alertmanager/alertmanager.yml");
  expect(out).toContain(`rule_files: ["${folder}/otelstack/prometheus/rules/*.yml"]`);
  const committed = fileURLToPath(new URL("../../../../grafana/dist/prometheus/rules/http.yml", import.meta.url));
  expect(await rules()).toBe(await readFile(committed, "utf8"));
  expect(await generate("--check")).toMatchObject({ code: 0, out: expect.stringContaining("everything is current") });
});

test("a TypeScript file of the working folder is found, and its types come from the package", async () => {
  await mkdir(join(folder, "node_modules/@org"), { recursive: true });
  await symlink(packageFolder, join(folder, "node_modules/@org/otel-cli"));
  await writeFile(
    join(folder, "otelstack.config.ts"),
    `import { defineConfig, type ConfigOverride } from "@org/otel-cli/config";
const override: ConfigOverride = { thresholds: { HttpErrorRatioHigh: { critical: { threshold: 0.123 } } } };
export default defineConfig(override);
`,
  );
  const { code, out, err } = await generate();

  expect({ code, err: err.replaceAll(/^.*(?:Warning|node --trace).*\n/gm, "") }).toEqual({ code: 0, err: "" });
  expect(out).toContain(`configuration: ${folder}/otelstack.config.ts`);
  expect(await rules()).toContain("> 0.123");
});

test("a changed configuration: --check names what would change, then it does, and what is gone is removed", async () => {
  await generate();
  await writeFile(join(folder, "mine.yaml"), "alerts: { HttpErrorRatioHigh: { disable: true } }\n");
  const check = await generate("--check", "--config", "mine.yaml");

  expect(check.code).toBe(1);
  expect(check.out).toContain("not current otelstack/prometheus/rules/http.yml");
  expect(check.out).toContain("no longer made otelstack/prometheus/tests/http.test.yml");
  expect(await rules()).toContain("HttpErrorRatioHigh");

  const { out } = await generate("--config", "mine.yaml");
  expect(out).toContain("removed otelstack/prometheus/tests/http.test.yml");
  expect(await rules()).not.toContain("alert: HttpErrorRatioHigh");
});

test("a mistake is one line with its place, and nothing is written", async () => {
  await writeFile(join(folder, "otelstack.config.yaml"), "\nminimumRat: 1\n");

  expect(await generate("--out", "elsewhere")).toMatchObject({
    code: 1,
    err: `otelstack: ${folder}/otelstack.config.yaml:2: minimumRat: no such setting; did you mean minimumRate?\nnothing was changed\n`,
  });
  await expect(readFile(join(folder, "elsewhere/catalogue.json"))).rejects.toThrow("ENOENT");
});

test("--reload without a stack says so, and writes nothing", async () => {
  expect(await generate("--reload")).toMatchObject({
    code: 1,
    err: expect.stringContaining("--reload: no stack is up here"),
  });
  await expect(rules()).rejects.toThrow("ENOENT");
});
