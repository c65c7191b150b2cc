import { execFile } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const nothing = (): void => {};

/** What a Dockerfile builds, as far as a folder can be an image. */
export interface Image {
  readonly workdir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly command: readonly string[];
}

/** Where from and where to; `env` is what the base image would bring, PATH above all. */
export interface Build {
  readonly file: string;
  readonly context: string;
  readonly root: string;
  readonly args: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Carries out a Dockerfile's steps in a folder instead of a container, for machines without a container engine: proves
 * what the layers contain and in which order they come, not what the engine does. Knows the instructions of ours.
 */
export async function buildInFolder({ file, context, root, args, env }: Build): Promise<Image> {
  const image = { workdir: root, env: { ...env }, command: new Array<string>() };
  const variables: Record<string, string> = {};
  const fill = (text: string) => text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => variables[name] ?? "");
  const steps: Readonly<Record<string, (text: string) => unknown>> = {
    FROM: nothing,
    USER: nothing,
    EXPOSE: nothing,
    ARG: (text) => {
      const [name = "", value = ""] = text.split("=");
      variables[name] = args[name] ?? value;
    },
    WORKDIR: (text) => {
      image.workdir = join(root, text);
      mkdirSync(image.workdir, { recursive: true });
    },
    COPY: (text) => copy(context, fill(text).split(/\s+/), image.workdir),
    RUN: (text) => run("sh", ["-c", fill(text)], { cwd: image.workdir, env: image.env }),
    ENV: (text) => Object.assign(image.env, Object.fromEntries(text.split(/\s+/).map(assignment))),
    CMD: (text) => image.command.push(...JSON.parse(text)),
  };
  for (const { instruction, text } of instructionsOf(file)) {
    const step = steps[instruction];
    if (step === undefined) throw new Error(`${file}: instruction ${instruction} is not known here`);
    await step(text);
  }
  return image;
}

function assignment(text: string): [string, string] {
  const [name = "", ...value] = text.split("=");
  return [name, value.join("=")];
}

function instructionsOf(file: string): { instruction: string; text: string }[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line) => {
    const [, instruction, text] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? [];
    return instruction && text ? [{ instruction, text: text.trim() }] : [];
  });
}

// A folder's content is copied, a file itself; a pattern may match nothing. `.dockerignore` leaves node_modules out.
function copy(context: string, words: readonly string[], workdir: string): void {
  const target = join(workdir, words.at(-1) ?? "");
  for (const path of words.slice(0, -1).flatMap((pattern) => globSync(pattern, { cwd: context }))) {
    const source = join(context, path);
    const to = statSync(source).isDirectory() ? target : join(target, basename(path));
    cpSync(source, to, { recursive: true, filter: (each) => basename(each) !== "node_modules" });
  }
}
