import { styleText } from "node:util";

/** The first sections tell what it is and what to look at; the others are for whoever works on it. */
const firstSections = new Set(["Meaning", "Impact", "Diagnosis"]);

/** How a runbook is drawn. */
export interface RunbookView {
  readonly colour: boolean;
  /** All sections. */
  readonly full: boolean;
}

/** A runbook for the terminal: no front matter, queries indented, links with their address behind them. */
export function runbookLines(markdown: string, { colour, full }: RunbookView): string[] {
  const body = markdown.replace(/^---\n.*?\n---\n/s, "");
  // A comment in a shell block looks like a heading, but no section starts inside a block.
  const sections = body
    .split(/^## (?=[A-Z])/m)
    .slice(1)
    .map(sectionOf);
  const shown = sections.filter(({ title }) => full || firstSections.has(title));
  const left = sections.filter((section) => !shown.includes(section)).map(({ title }) => title);
  return [
    ...shown.flatMap(({ title, text }) => ["", colour ? styleText("bold", title) : title, ...textLines(text)]),
    ...(left.length === 0 ? [] : ["", `more in the runbook (--full): ${left.join(", ")}`]),
  ];
}

interface Section {
  readonly title: string;
  readonly text: string;
}

function sectionOf(text: string): Section {
  const [title = "", ...lines] = text.split("\n");
  return { title: title.trim(), text: lines.join("\n").trim() };
}

function textLines(text: string): string[] {
  let isCode = false;
  return text.split("\n").flatMap((line) => {
    if (line.startsWith("```")) {
      isCode = !isCode;
      return [];
    }
    return [isCode ? `      ${line}` : `  ${plain(line)}`.trimEnd()];
  });
}

function plain(line: string): string {
  return line
    .replace(/^#+ /, "")
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, "$1 ($2)")
    .replaceAll(/\*\*([^*]+)\*\*/g, "$1")
    .replaceAll(/`([^`]+)`/g, "$1");
}
