import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The folder of the pages that say what to do about an alert. */
export const runbookFolder: string = join(import.meta.dirname, "../runbooks");

/** What every page has, in this order. */
export const runbookSections = [
  "Meaning",
  "Impact",
  "Diagnosis",
  "Mitigation",
  "Escalation",
  "False positives",
] as const;

interface Fence {
  readonly language: string;
  readonly text: string;
}

/** A page, taken apart. */
export interface Runbook {
  readonly name: string;
  readonly title: string;
  readonly front: Readonly<Record<string, unknown>>;
  /** Heading → text below it. */
  readonly sections: ReadonlyMap<string, string>;
  readonly fences: readonly Fence[];
  /** Uids of the dashboards it links to. */
  readonly dashboards: readonly string[];
  readonly lines: number;
}

/** Reads one page. Throws when it has no front matter. */
export function readRunbook(file: string): Runbook {
  const text = readFileSync(join(runbookFolder, file), "utf8");
  const match = /^---\n(.*?)\n---\n+(.*)$/s.exec(text);
  if (!match) throw new Error(`${file}: expected front matter between two lines ---`);
  const [, front = "", body = ""] = match;
  const [head = "", ...parts] = body.split(/^## /m);
  return {
    name: file.replace(/\.md$/, ""),
    title: /^# (.+)$/m.exec(head)?.[1] ?? "",
    front: parse(front) as Record<string, unknown>,
    sections: new Map(
      parts.map((part) => {
        const [heading = "", ...lines] = part.split("\n");
        return [heading.trim(), lines.join("\n").trim()];
      }),
    ),
    fences: [...body.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", content = ""]) => ({
      language,
      text: content.trim(),
    })),
    dashboards: [...body.matchAll(/\/d\/([\w-]+)/g)].map(([, uid = ""]) => uid),
    lines: text.split("\n").length,
  };
}
