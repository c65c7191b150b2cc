import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Licences under which code may be passed on inside ours. */
const accepted: ReadonlySet<string> = new Set(["Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"]);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** The file that names every package of which something is in the bundle, with its licence's text; a text that several share stands once. */
export function writeLicences(sources: readonly string[]): string {
  const texts = new Map<string, string[]>();
  for (const folder of packageFolders(sources)) {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
    const text = licenceText(folder, manifest);
    texts.set(text, [...(texts.get(text) ?? []), `${manifest.name} ${manifest.version} (${manifest.license})`]);
  }
  const sections = [...texts].map(([text, packages]) => `${packages.toSorted().join("\n")}\n\n${text}\n`);
  return `Packages whose code is in these files, and their licences.\n\n${sections.toSorted().join(`\n${"-".repeat(79)}\n\n`)}`;
}

function packageFolders(sources: readonly string[]): Set<string> {
  const folders = sources.map((source) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(source)?.[0]);
  return new Set(folders.filter((folder) => folder !== undefined));
}

function licenceText(folder: string, { name, license = "no licence" }: Manifest): string {
  if (!accepted.has(license)) throw new Error(`${name} is under ${license}: the bundle may not have it`);
  const file = readdirSync(folder).find((candidate) => /^licen[cs]e(?:\.md|\.txt)?$/iu.test(candidate));
  if (file === undefined) throw new Error(`${name} has no file with its licence: the bundle may not have it`);
  return readFileSync(join(folder, file), "utf8").trim();
}
