import { dirname, resolve } from "node:path";
import { defaultConfig } from "../config.ts";
import { ConfigError } from "./error.ts";
import { mergeConfig } from "./merge.ts";
import type { ConfigOverride } from "./override.ts";
import { pathText, shapeProblems, type Problem } from "./problems.ts";
import { secretProblems, withAbsolutePaths } from "./secret-files.ts";
import { readSource, type Source } from "./source.ts";
import { meaningProblems } from "./meaning.ts";

/**
 * A user's configuration, checked as a whole: a {@link ConfigError} names every mistake with file, line and setting,
 * and then nothing of it is used. Paths of secret files are relative to the file, and absolute in the result.
 */
export async function loadConfig(file: string): Promise<ConfigOverride> {
  const source = await readSource(file);
  const problems = await problemsOf(source.value, dirname(resolve(file)));
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => line(file, source, problem)));
  return withAbsolutePaths(source.value ?? {}, dirname(resolve(file)));
}

/** What is wrong with a configuration whose secret files are relative to `folder`. */
export async function problemsOf(value: unknown, folder: string): Promise<Problem[]> {
  const shape = shapeProblems(value);
  // Meaning can only be asked of what has the right shape.
  if (shape.length > 0) return shape;
  const override = withAbsolutePaths(value ?? {}, folder);
  return [...meaningProblems(mergeConfig(defaultConfig, override)), ...(await secretProblems(override))];
}

function line(file: string, source: Source, { path, message }: Problem): string {
  const number = source.lineOf(path);
  const where = number === undefined ? file : `${file}:${number}`;
  return `${where}: ${path.length === 0 ? "" : `${pathText(path)}: `}${message}`;
}
