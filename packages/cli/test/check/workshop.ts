import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { otelstackIn, type Said } from "../otelstack.ts";

/** A folder of files with planted mistakes, and `otelstack check` over them. */
export interface Workshop {
  readonly folder: string;
  /** Writes a file and returns its path. */
  write(path: string, text: string): string;
  check(...argv: string[]): Promise<{ code: number; out: string; err: string }>;
  /** Problems of one file as `line: message`; `planted` is the line of the text that is marked with `←`. */
  problems(path: string, text: string): Promise<{ lines: string[]; planted: number; code: number }>;
  remove(): void;
}

/** A workshop in a new folder. */
export function openWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), "otelstack-check-"));
  const write = (path: string, text: string): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const check = (...argv: string[]): Promise<Said> => otelstackIn(join(folder, "home"), "check", ...argv);
  const problems = async (path: string, text: string): Promise<{ lines: string[]; planted: number; code: number }> => {
    const planted = text.split("\n").findIndex((line) => line.includes("←")) + 1;
    const file = write(path, text.replaceAll(/ *#? *←/g, ""));
    const { code, out } = await check(file);
    const lines = out.split("\n").slice(0, -1);
    return { lines: lines.map((line) => line.slice(file.length + 1)), planted, code };
  };
  return { folder, write, check, problems, remove: () => rmSync(folder, { recursive: true }) };
}
