import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { backendArguments } from "../../src/stack/arguments.ts";
import { collectorStart } from "../../src/stack/collector.ts";
import { portsAt } from "../../src/stack/ports.ts";
import { renderStack, repositoryRoot } from "../../src/stack/render.ts";
import type { NativeTarget } from "../../src/stack/topology.ts";
import { binariesOf, buildTimeoutMillis, runProgram, writeFiles } from "./tools.ts";

const folder = mkdtempSync(join(tmpdir(), "stack-configs-"));
const compose = join(folder, "compose");
const native: NativeTarget = {
  kind: "native",
  ports: portsAt(0),
  dataDir: join(folder, "data"),
  configDir: join(folder, "native"),
};
let programs: Record<string, string>;

beforeAll(async () => {
  programs = await binariesOf("collector", "prometheus", "loki", "jaeger", "alertmanager");
  writeFiles(native.configDir, renderStack(native));
  writeFiles(compose, renderStack({ kind: "compose" }));
}, buildTimeoutMillis);
afterAll(() => rmSync(folder, { recursive: true }));

async function accepts(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, output } = await runProgram(programs[program] ?? expect.fail(`no ${program}`), args, env);
  expect(code, `${program} ${args.join(" ")}\n${output}`).toBe(0);
  return output;
}

describe("each backend's own checker accepts its file", () => {
  test.for([["native", native.configDir] as const, ["compose", compose] as const])("%s", async ([, dir]) => {
    await accepts("promtool", ["check", "config", "--lint=all", "--lint-fatal", join(dir, "prometheus.yml")]);
    await accepts("loki", [`-config.file=${join(dir, "loki.yaml")}`, "-verify-config"]);
    await accepts("jaeger", ["validate", `--config=${join(dir, "jaeger.yaml")}`]);
  });

  test("Alertmanager's routes and templates, as they are laid out natively", async () => {
    await accepts("amtool", ["check-config", join(native.configDir, "alertmanager/alertmanager.yml")]);
  });

  test("the rules that Prometheus finds natively", async () => {
    const rules = join(native.configDir, "rules/prometheus");
    const files = readdirSync(rules).map((name) => join(rules, name));
    await accepts("promtool", ["check", "rules", ...files]);
  });

  test("the command lines name flags that the programs know", async () => {
    for (const backend of ["prometheus", "alertmanager"] as const) {
      const help = (await runProgram(programs[backend] ?? "", ["--help"])).output;
      for (const argument of backendArguments(native, backend)) {
        const flag = argument.slice(2).split("=")[0] ?? "";
        expect(help.replaceAll("[no-]", ""), `${backend} --help`).toContain(`--${flag}`);
      }
    }
  });
});

describe("the collector accepts its pipeline", () => {
  const sentry = {
    SENTRY_OTLP_TRACES_ENDPOINT: "https://sentry.example.com/api/1/integration/otlp/v1/traces",
    SENTRY_OTLP_LOGS_ENDPOINT: "https://sentry.example.com/api/1/integration/otlp/v1/logs",
    SENTRY_OTLP_KEY: "0123456789abcdef0123456789abcdef",
  };
  const token = { OTLP_TOKEN: "0123456789abcdef0123456789abcdef" };
  const sampling = { TAIL_SAMPLING_PERCENT: "5" };
  const tempo = { TEMPO_OTLP_ENDPOINT: "http://127.0.0.1:4418" };

  test.for<[string, Record<string, string>]>([
    ["alone", {}],
    ["with Sentry", sentry],
    ["with Tempo", tempo],
    ["with tail sampling", sampling],
    ["with a token, on every interface", { ...token, COLLECTOR_OTLP_HTTP: "0.0.0.0:4318" }],
    ["with everything at once", { ...sentry, ...tempo, ...sampling, ...token }],
  ])("%s", async ([, env]) => {
    const start = collectorStart(native, env);
    await accepts("otelcol", ["validate", ...start.arguments], start.env);
  });

  test("with its debug overlay, and by hand without any variable", async () => {
    const main = join(repositoryRoot, "otel-collector.yaml");
    await accepts("otelcol", ["validate", `--config=${main}`]);
    await accepts("otelcol", [
      "validate",
      `--config=${main}`,
      `--config=${repositoryRoot}collector/overlays/debug.yaml`,
    ]);
  });

  test("and refuses the token overlay without a token", async () => {
    const files = ["otel-collector.yaml", "overlays/token.yaml"].map((file) => `--config=${native.configDir}/${file}`);
    const { code, output } = await runProgram(programs["otelcol"] ?? "", ["validate", ...files]);

    expect(code).not.toBe(0);
    expect(output).toContain("no bearer token provided");
  });

  test("every component the files name is in the build under that very name", async () => {
    const built = parse(await accepts("otelcol", ["components"])) as Record<string, { name: string }[]>;
    const named = Object.fromEntries(
      Object.entries(built).map(([kind, list]) => [kind, list?.map?.(({ name }) => name)]),
    );
    const overlays = readdirSync(join(repositoryRoot, "collector/overlays")).map(
      (name) => `collector/overlays/${name}`,
    );
    for (const path of ["otel-collector.yaml", ...overlays]) {
      const config = parse(readFileSync(join(repositoryRoot, path), "utf8"), { merge: true }) as Record<string, object>;
      for (const kind of ["receivers", "processors", "connectors", "exporters", "extensions"]) {
        const types = Object.keys(config[kind] ?? {}).map((id) => id.split("/")[0]);
        expect(named[kind], `${kind} of ${path}`).toEqual(expect.arrayContaining(types));
      }
    }
  });
});
