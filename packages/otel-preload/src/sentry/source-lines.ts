import { readFileSync, statSync } from "node:fs";
import type { StackFrame } from "@sentry/core";

const linesAround = 5;
const maxLineCharacters = 300;
const maxFileBytes = 1_000_000;
const maxFiles = 50;

const files = new Map<string, readonly string[]>();

/** Adds the lines of source around each frame of the application. Synchronous: it also runs while the process dies. */
export function addSourceLines(frames: readonly StackFrame[]): void {
  for (const frame of frames) {
    if (frame.in_app !== true || frame.filename === undefined || frame.lineno === undefined) continue;
    const lines = linesOf(frame.filename);
    const at = frame.lineno - 1;
    const line = lines[at];
    if (line === undefined) continue;
    frame.context_line = shorten(line);
    frame.pre_context = lines.slice(Math.max(at - linesAround, 0), at).map(shorten);
    frame.post_context = lines.slice(at + 1, at + 1 + linesAround).map(shorten);
  }
}

/** Empty for a file that cannot be read or is a bundle of some size. */
function linesOf(file: string): readonly string[] {
  const known = files.get(file);
  if (known !== undefined) return known;
  if (files.size >= maxFiles) files.clear();
  const lines = readLines(file);
  files.set(file, lines);
  return lines;
}

function readLines(file: string): readonly string[] {
  try {
    return statSync(file).size > maxFileBytes ? [] : readFileSync(file, "utf8").split(/\r?\n/u);
  } catch {
    return [];
  }
}

function shorten(line: string): string {
  return line.length > maxLineCharacters ? `${line.slice(0, maxLineCharacters)}…` : line;
}
