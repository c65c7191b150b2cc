import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Problem } from "./problem.ts";
import { plainProblem } from "./prometheus.ts";
import { isRecord, listOf, problemAt } from "./shape.ts";
import type { Path, Source } from "./source.ts";
import type { RunTool } from "./tool.ts";

/** `alertmanager.yml` and the templates it names, as Alertmanager reads them. */
export async function checkAlertmanager(source: Source, runTool: RunTool): Promise<Problem[]> {
  const { isOk, output } = await runTool("amtool", ["check-config", resolve(source.file)]);
  return [...(isOk ? [] : toldProblems(source, output)), ...missingFiles(source)];
}

/** A template that no configuration here names. */
export async function checkTemplates(file: string, runTool: RunTool): Promise<Problem[]> {
  const folder = await mkdtemp(join(tmpdir(), "otelstack-check-"));
  try {
    const config = { route: { receiver: "nobody" }, receivers: [{ name: "nobody" }], templates: [resolve(file)] };
    await writeFile(join(folder, "alertmanager.yml"), JSON.stringify(config));
    const { isOk, output } = await runTool("amtool", ["check-config", join(folder, "alertmanager.yml")]);
    const told = isOk ? undefined : templateError(output);
    if (isOk) return [];
    return [{ file, line: told?.line ?? 1, severity: "error", message: told?.message ?? failureIn(output) }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function toldProblems(source: Source, output: string): Problem[] {
  const template = templateError(output);
  if (template === undefined) return plainProblem(source, failureIn(output));
  const { name, line, message } = template;
  const file = templateFiles(source, name).find((path) => existsSync(path));
  if (file === undefined) return [problemAt(source, ["templates"], `${name}:${line}: ${message}`)];
  return [{ file, line, severity: "error", message }];
}

interface TemplateError {
  readonly name: string;
  readonly line: number;
  readonly message: string;
}

// Go's words: `template: name.tmpl:4: unexpected …`, with the column behind the line where it knows it.
function templateError(output: string): TemplateError | undefined {
  const [, name, line, message] = /template: ([^:\s]+):(\d+):(?:\d+:)? (.*)/.exec(output) ?? [];
  return name === undefined || message === undefined ? undefined : { name, line: Number(line), message };
}

/** Where a template of this name may be: beside each of the patterns that the configuration names. */
function templateFiles({ file, value }: Source, name: string): string[] {
  const patterns = isRecord(value) ? listOf(value["templates"]) : [];
  return patterns.map((pattern) => {
    const folder = dirname(String(pattern));
    return folder.startsWith("/") ? join(folder, name) : join(dirname(file), folder, name);
  });
}

function failureIn(output: string): string {
  const [, text = output] = /FAILED: (.*?)(?:\n\n|$)/s.exec(output) ?? [];
  return text.trim();
}

/** Secrets by file: Alertmanager reads them only when it has something to tell, and that is too late. */
function missingFiles(source: Source): Problem[] {
  const folder = dirname(source.file);
  return secretFiles(source.value, []).flatMap(({ path, file }) =>
    existsSync(resolve(folder, file))
      ? []
      : [
          problemAt(
            source,
            path,
            `${String(path.at(-1))}: ${file} is not here; expected it where Alertmanager runs`,
            "warning",
          ),
        ],
  );
}

function secretFiles(value: unknown, path: Path): { path: Path; file: string }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => secretFiles(item, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key.endsWith("_file") && typeof inner === "string"
      ? [{ path: [...path, key], file: inner }]
      : secretFiles(inner, [...path, key]),
  );
}
