import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { repositoryRoot } from "../stack/render.ts";
import type { Problem } from "./problem.ts";
import { isRecord, problemAt } from "./shape.ts";
import type { Path, Source } from "./source.ts";
import type { RunTool } from "./tool.ts";

const baseName = "otel-collector.yaml";

/**
 * The collector's configuration, alone and under each overlay that goes with it; an overlay over its base. Variables
 * without a value get one, so that what is checked is the file and not the machine.
 */
export async function checkCollector(source: Source, runTool: RunTool): Promise<Problem[]> {
  const storage = await mkdtemp(join(tmpdir(), "otelstack-check-"));
  try {
    if (isOverlay(source)) return await asOverlay(source, storage, runTool);
    const alone = await validate([source.file], storage, runTool);
    if (alone !== undefined) return problemsOf(source, alone);
    const found: Problem[] = [];
    for (const overlay of await overlaysFor(source)) {
      const together = await validate([source.file, overlay], storage, runTool);
      if (together !== undefined)
        found.push(...problemsOf(source, together, ` (with the overlay ${basename(overlay)})`));
    }
    return found;
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
}

async function asOverlay(source: Source, storage: string, runTool: RunTool): Promise<Problem[]> {
  const near = [dirname(source.file), join(dirname(source.file), "..")].map((folder) => join(folder, baseName));
  const base = near.find((file) => existsSync(file)) ?? join(repositoryRoot, baseName);
  const told = await validate([base, source.file], storage, runTool);
  return told === undefined ? [] : problemsOf(source, told, ` (over ${baseName})`);
}

/** Only what adds to another file leaves out what every pipeline needs. */
function isOverlay({ value }: Source): boolean {
  return !isRecord(value) || !("receivers" in value) || !("exporters" in value);
}

/** The overlays beside the file; ours, where the file offers what ours join. */
async function overlaysFor({ file, value }: Source): Promise<string[]> {
  const beside = join(dirname(file), "overlays");
  const connectors = isRecord(value) && isRecord(value["connectors"]) ? value["connectors"] : {};
  const ours = join(repositoryRoot, "collector/overlays");
  const folder = existsSync(beside) ? beside : "forward/traces" in connectors ? ours : undefined;
  if (folder === undefined) return [];
  const names = await readdir(folder);
  return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => join(folder, name));
}

/** What the collector says against the files together; undefined when it would start with them. */
async function validate(files: readonly string[], storage: string, runTool: RunTool): Promise<string | undefined> {
  const args = files.map((file) => `--config=${resolve(file)}`);
  const env = { ...placeholders, COLLECTOR_STORAGE: storage };
  const { isOk, output } = await runTool("otelcol", ["validate", ...args], { cwd: storage, env });
  if (isOk) return undefined;
  return output.slice(output.indexOf("Error: ") + "Error: ".length).trim();
}

// What our overlays want to know; any value of the right form will do.
const placeholders = {
  TAIL_SAMPLING_PERCENT: "10",
  TAIL_SAMPLING_SLOW_MILLIS: "1000",
  TEMPO_OTLP_ENDPOINT: "http://127.0.0.1:4318",
  SENTRY_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:4318/traces",
  SENTRY_OTLP_LOGS_ENDPOINT: "http://127.0.0.1:4318/logs",
  SENTRY_OTLP_KEY: "key",
  OTLP_TOKEN: "a-token-that-nobody-uses",
};

function problemsOf(source: Source, told: string, where = ""): Problem[] {
  const decoding = told.includes("error reading configuration for");
  const messages = decoding ? [told] : told.split("\n").filter((line) => line.trim() !== "");
  return messages.map((message) => {
    const reason = decoding ? (message.trim().split("\n").at(-1) ?? message) : message;
    const path = decoding ? decodingPath(source, message) : pathOf(source, message);
    return problemAt(source, path, `${plain(reason, decoding ? path : [])}${where}`);
  });
}

/** `processors::transform/a: …`, and the quoted name within it. */
function pathOf({ value }: Source, message: string): Path {
  const [, dotted = ""] = /^((?:[\w/.-]+::)+[\w/.-]+): /.exec(message) ?? [];
  return withQuoted(value, follow(value, dotted.split("::")), message);
}

/** `'receivers' error reading configuration for "otlp": … 'protocols.grpc' decoding … has invalid keys: endpont`. */
function decodingPath({ value }: Source, message: string): Path {
  const words = [...message.matchAll(/["']([^"'\n]+)["']/g)].flatMap(([, word = ""]) => [word, ...word.split(".")]);
  const [, invalid = ""] = /has invalid keys: (.*)/.exec(message) ?? [];
  return follow(value, [...words, ...invalid.split(", ")]);
}

/** As far down as the words lead; those that lead nowhere are passed over. */
function follow(value: unknown, words: readonly string[]): Path {
  const path: string[] = [];
  let at = value;
  for (const word of words) {
    if (!isRecord(at) || !(word in at)) continue;
    path.push(word);
    at = at[word];
  }
  return path;
}

/** A pipeline that names something unknown: the list in which the name stands. */
function withQuoted(value: unknown, path: Path, message: string): Path {
  const [, kind, name] = /references (\w+) "([^"]+)"/.exec(message) ?? [];
  const holder = path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value);
  const list = isRecord(holder) ? holder[`${kind}s`] : undefined;
  const index = Array.isArray(list) ? list.indexOf(name) : -1;
  return index < 0 ? path : [...path, `${kind}s`, index];
}

function plain(reason: string, path: Path): string {
  const [, keys] = /has invalid keys: (.*)$/.exec(reason) ?? [];
  return keys === undefined ? reason : `unknown key ${keys} in ${path.slice(0, -1).join(".")}`;
}
