import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateMixin, timingOf, type Config } from "@org/otel-grafana";
import { CliError } from "../error.ts";
import { backendArguments, type Backend } from "./arguments.ts";
import { collectorStart } from "./collector.ts";
import { defaultConfigOf } from "./config.ts";
import type { PortName } from "./ports.ts";
import { addressOf, configDirOf, dataDirOf, listenHostOf, portsOf, type StackTarget } from "./topology.ts";

export interface RenderedFile {
  /** Relative to the folder the files are written into. */
  readonly path: string;
  readonly content: string;
}

/** The repository: the same distance from `src/stack` and from `dist/stack`. */
export const repositoryRoot: string = fileURLToPath(new URL("../../../../", import.meta.url));

/** The templates of `collector/backends/`, one per part. */
export const templateNames: readonly string[] = ["prometheus.yml", "loki.yaml", "jaeger.yaml"];

/**
 * Every configuration file of the stack for one target; compose mounts what `generateMixin` makes beside them.
 * Throws a {@link CliError} on a placeholder without value and on a value without placeholder.
 */
export function renderStack(target: StackTarget, config: Config = defaultConfigOf(target)): RenderedFile[] {
  const templates = templateNames.map((path) => ({ path, content: read(`collector/backends/${path}`) }));
  const backends = fillTemplates(templates, placeholderValues(target, config));
  if (target.kind === "compose") return [...backends, collectorEnvFile(target, config)];
  return [...backends, ...collectorFiles(), ...evaluatedFiles(config), ...commandLines(target, config)];
}

/** The values of one target under the names the templates use. */
export function placeholderValues(
  target: StackTarget,
  config: Config = defaultConfigOf(target),
): Record<string, string> {
  const reached: PortName[] = [
    "collectorMetrics",
    "prometheus",
    "lokiHttp",
    "jaegerMetrics",
    "alertmanager",
    "postgresExporter",
    "redisExporter",
    "rabbitmqMetrics",
  ];
  const listened: PortName[] = ["jaegerQuery", "jaegerQueryGrpc", "jaegerOtlpGrpc", "jaegerOtlpHttp", "jaegerHealth"];
  const numbers: PortName[] = ["lokiHttp", "lokiGrpc", "jaegerMetrics"];
  const listen = listenHostOf(target);
  const ports = portsOf(target);
  const timing = timingOf(config);
  return {
    "interval.scrape": timing.scrape,
    "timeout.scrape": timing.scrapeTimeout,
    "interval.evaluation": timing.evaluation,
    "interval.logRules": timing.logEvaluation,
    "interval.resend": timing.resend,
    "url.grafana": config.grafanaUrl,
    "listen.host": listen,
    "data.loki": dataDirOf(target, "loki"),
    "data.jaeger": dataDirOf(target, "jaeger"),
    "config.loki": configDirOf(target, "loki"),
    ...Object.fromEntries(reached.map((name) => [`address.${name}`, addressOf(target, name)])),
    ...Object.fromEntries(listened.map((name) => [`listen.${name}`, `${listen}:${ports[name]}`])),
    ...Object.fromEntries(numbers.map((name) => [`port.${name}`, String(ports[name])])),
  };
}

/** Replaces `{{name}}` in all templates. Both kinds of mistake are errors: a name nobody defines, a value nobody uses. */
export function fillTemplates(
  templates: readonly RenderedFile[],
  values: Readonly<Record<string, string>>,
): RenderedFile[] {
  const unused = new Set(Object.keys(values));
  const files = templates.map(({ path, content }) => ({
    path,
    content: content.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) {
        throw new CliError(
          "template-placeholder",
          `${path}: placeholder {{${name}}} has no value; known are ${Object.keys(values).join(", ")}`,
        );
      }
      unused.delete(name);
      return value;
    }),
  }));
  if (unused.size > 0) {
    throw new CliError(
      "template-value",
      `no template uses ${[...unused].join(", ")}; remove the value or the misspelling`,
    );
  }
  return files;
}

/** The pipeline and its overlays are the same bytes everywhere: their addresses come from `collectorEnv`. */
function collectorFiles(): RenderedFile[] {
  const overlays = readdirSync(join(repositoryRoot, "collector/overlays")).filter((name) => name.endsWith(".yaml"));
  return [
    { path: "otel-collector.yaml", content: read("otel-collector.yaml") },
    ...overlays.map((name) => ({ path: `overlays/${name}`, content: read(`collector/overlays/${name}`) })),
  ];
}

/** Where the parts, and `otelstack alerts`, look for what the mixin makes for them. */
const evaluated: Readonly<Record<string, string>> = {
  "prometheus/rules/": "rules/prometheus/",
  "loki/rules/": "rules/loki/",
  "alertmanager/": "alertmanager/",
  "catalogue.json": "catalogue.json",
};

/** Rules, routes and templates: of the mixin what is read by the parts themselves. */
function evaluatedFiles(config: Config): RenderedFile[] {
  return generateMixin(config).flatMap(({ path, content }) => {
    const there = evaluatedPath(path);
    return there === undefined ? [] : [{ path: there, content }];
  });
}

/** Where a file of the mixin lies for the part that reads it; undefined for those that Grafana or a person reads. */
export function evaluatedPath(path: string): string | undefined {
  const [from, to] = Object.entries(evaluated).find(([folder]) => path.startsWith(folder)) ?? [];
  return from === undefined ? undefined : `${to}${path.slice(from.length)}`;
}

/** What of the configuration stands in command lines: read by people, and compared to know who must start again. */
function commandLines(target: StackTarget, config: Config): RenderedFile[] {
  const backends: Backend[] = ["prometheus", "loki", "jaeger", "alertmanager"];
  const { COLLECTOR_INTERVAL } = collectorStart(target, {}, config).env;
  return [
    ...backends.map((backend) => ({
      path: `command-lines/${backend}.txt`,
      content: `${backendArguments(target, backend, config).join("\n")}\n`,
    })),
    { path: "command-lines/collector.txt", content: `COLLECTOR_INTERVAL=${COLLECTOR_INTERVAL}\n` },
  ];
}

/** The collector's variables for compose; the overlays a user asks for come from the user's own environment. */
function collectorEnvFile(target: StackTarget, config: Config): RenderedFile {
  const lines = Object.entries(collectorStart(target, {}, config).env).map(([name, value]) => `${name}=${value}\n`);
  return { path: "collector.env", content: lines.join("") };
}

function read(path: string): string {
  return readFileSync(join(repositoryRoot, path), "utf8");
}
