import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Receivers } from "../settings.ts";
import type { ConfigOverride } from "./override.ts";
import type { Problem } from "./problems.ts";

/** A file that holds a secret, and the setting that names it. */
export interface SecretFile {
  readonly path: Problem["path"];
  readonly file: string;
}

/** Every secret file of the receivers, those of the teams too. */
export function secretFilesOf({ receivers, routing }: Pick<ConfigOverride, "receivers" | "routing">): SecretFile[] {
  return [
    ...filesIn(receivers ?? {}, ["receivers"]),
    ...Object.entries(routing?.teams ?? {}).flatMap(([team, own]) => filesIn(own, ["routing", "teams", team])),
  ];
}

/** The convention of all receivers: what ends in `File` is the path of a secret. */
function filesIn(receivers: Receivers, path: Problem["path"]): SecretFile[] {
  return Object.entries(receivers).flatMap(([name, receiver]: [string, object]) =>
    Object.entries(receiver).flatMap(([key, file]: [string, unknown]) =>
      isSecret(key, file) ? [{ path: [...path, name, key], file }] : [],
    ),
  );
}

function isSecret(key: string, value: unknown): value is string {
  return key.endsWith("File") && typeof value === "string";
}

/** The same with absolute paths: whoever reads them stands in another folder. */
export function withAbsolutePaths(override: ConfigOverride, folder: string): ConfigOverride {
  const { receivers, routing } = override;
  return {
    ...override,
    ...(receivers && { receivers: absolute(receivers, folder) }),
    ...(routing?.teams && {
      routing: {
        ...routing,
        teams: Object.fromEntries(Object.entries(routing.teams).map(([team, own]) => [team, absolute(own, folder)])),
      },
    }),
  };
}

function absolute(receivers: Receivers, folder: string): Receivers {
  return Object.fromEntries(
    Object.entries(receivers).map(([name, receiver]: [string, object]) => [
      name,
      Object.fromEntries(
        Object.entries(receiver).map(([key, value]: [string, unknown]) => [
          key,
          isSecret(key, value) ? resolve(folder, value) : value,
        ]),
      ),
    ]),
  );
}

/** A secret that is not there would be noticed in the night in which the first alert cannot be sent. */
export async function secretProblems(override: ConfigOverride): Promise<Problem[]> {
  const problems = await Promise.all(
    secretFilesOf(override).map(async ({ path, file }) => {
      const content = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => error);
      if (content instanceof Error) {
        const why = content.code === "ENOENT" ? "no such file" : content.message;
        return [{ path, message: `expected a file that holds the secret; got ${file}: ${why}` }];
      }
      return content.trim() === ""
        ? [{ path, message: `expected a file that holds the secret; ${file} is empty` }]
        : [];
    }),
  );
  return problems.flat();
}
