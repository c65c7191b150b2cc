import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CliError } from "../error.ts";
import { collectorStart } from "./collector.ts";
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
export const templateNames: readonly string[] = ["prometheus.yml", "loki.yaml", "jaeger.yaml", "alertmanager.yml"];

/** Every configuration file of the stack for one target. Throws a {@link CliError} on a placeholder without value and on a value without placeholder. */
export function renderStack(target: StackTarget): RenderedFile[] {
  const templates = templateNames.map((path) => ({ path, content: read(`collector/backends/${path}`) }));
  const backends = fillTemplates(templates, placeholderValues(target));
  if (target.kind === "compose") return [...backends, collectorEnvFile(target)];
  return [...backends, ...collectorFiles(), ...ruleFiles()];
}

/** The values of one target under the names the templates use. */
export function placeholderValues(target: StackTarget): Record<string, string> {
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
  return {
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

/** Prometheus and Loki rules; the folder is optional. */
function ruleFiles(): RenderedFile[] {
  const folder = join(repositoryRoot, "collector/rules");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => ({ path: `rules/${path}`, content: read(`collector/rules/${path}`) }));
}

/** The collector's variables for compose; the overlays a user asks for come from the user's own environment. */
function collectorEnvFile(target: StackTarget): RenderedFile {
  const lines = Object.entries(collectorStart(target, {}).env).map(([name, value]) => `${name}=${value}\n`);
  return { path: "collector.env", content: lines.join("") };
}

function read(path: string): string {
  return readFileSync(join(repositoryRoot, path), "utf8");
}
