import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../stack/render.ts";

/** Markdown by the name of the alert. */
export type Runbooks = ReadonlyMap<string, string>;

const folder = join(repositoryRoot, "grafana/runbooks");
const ending = ".md";

/** The runbooks of this installation: without internet, and of the version that wrote the alerts. */
export async function readRunbooks(): Promise<Runbooks> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(ending));
  const pairs = files.map(async (file) => {
    const text = await readFile(join(folder, file), "utf8");
    return [file.slice(0, -ending.length), text.replaceAll(`](${exampleUrl}/`, "](/")] as const;
  });
  return new Map(await Promise.all(pairs));
}

/** Where the runbooks' links to dashboards lead as they are written: here they lead to the viewer itself. */
const exampleUrl = "http://127.0.0.1:3000";
