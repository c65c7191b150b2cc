import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { LineCounter, isNode, parseDocument } from "yaml";
import { ConfigError } from "./error.ts";
import type { Problem } from "./problems.ts";

/** What a file says, and where in it. */
export interface Source {
  readonly value: unknown;
  /** The line of a setting, or of the nearest one above it; undefined where a program has made the value. */
  lineOf(path: Problem["path"]): number | undefined;
}

const names = ["otelstack.config.ts", "otelstack.config.yaml", "otelstack.config.yml", "otelstack.config.json"];

/** The configuration file of a folder; undefined without one. Two are a {@link ConfigError}: nobody could tell which one holds. */
export async function findConfig(folder: string): Promise<string | undefined> {
  const files = names.map((name) => join(folder, name));
  const there = await Promise.all(
    files.map((file) =>
      stat(file).then(
        (info) => info.isFile(),
        () => false,
      ),
    ),
  );
  const found = files.filter((_, index) => there[index]);
  if (found.length <= 1) return found[0];
  throw new ConfigError([`${folder}: holds ${found.length} configurations, ${found.join(" and ")}; expected one`]);
}

/** Reads a configuration file of any kind. What cannot be read is a {@link ConfigError}. */
export async function readSource(file: string): Promise<Source> {
  const kind = extname(file);
  if ([".ts", ".mts", ".js", ".mjs"].includes(kind)) return fromProgram(file);
  if ([".yaml", ".yml", ".json"].includes(kind)) return fromText(file, await readText(file));
  throw new ConfigError([
    `${file}: expected a name that ends in .ts, .yaml, .yml or .json; got ${kind || "none of them"}`,
  ]);
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([`${file}: ${error.code === "ENOENT" ? "no such file" : error.message}`]);
  });
}

/** JSON is YAML, so both have lines. */
function fromText(file: string, text: string): Source {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.map(({ message, pos }) => `${file}:${lineCounter.linePos(pos[0]).line}: ${message}`),
    );
  }
  return {
    value: document.toJS() as unknown,
    lineOf: (path) => {
      for (let length = path.length; length >= 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line;
      }
      return undefined;
    },
  };
}

async function fromProgram(file: string): Promise<Source> {
  await readText(file);
  const { mtimeMs } = await stat(file);
  // A module is loaded once for each address; a changed file is another one.
  const module = (await import(`${pathToFileURL(file).href}?changed=${mtimeMs}`).catch((error: unknown) => {
    const { message } = error as Error;
    const remedy = /unknown file extension/i.test(message) ? "; this Node runs no TypeScript, 22.18 and later do" : "";
    throw new ConfigError([`${file}: ${message.split("\n")[0]}${remedy}`]);
  })) as { readonly default?: unknown };
  if (module.default === undefined) {
    throw new ConfigError([`${file}: has no default export; expected export default defineConfig({ … })`]);
  }
  return { value: module.default, lineOf: () => undefined };
}
