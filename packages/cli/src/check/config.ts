import { ConfigError, loadConfig } from "@org/otel-grafana";
import type { Problem } from "./problem.ts";

/** A user's `otelstack.config.*`, by the loader that `up` and `generate` use. */
export async function checkConfig(file: string): Promise<Problem[]> {
  try {
    await loadConfig(file);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.lines.map((line) => problemOf(file, line));
  }
}

function problemOf(file: string, text: string): Problem {
  const rest = text.startsWith(file) ? text.slice(file.length) : text;
  const [, line, message = rest] = /^:(?:(\d+):)? ?(.*)$/s.exec(rest) ?? [];
  return { file, line: Number(line ?? 1), severity: "error", message };
}
