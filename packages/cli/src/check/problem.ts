/** One thing that is wrong with one line of a file. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  /** What is wrong, expected and got. */
  readonly message: string;
  /** A warning does not fail the check. */
  readonly severity: "error" | "warning";
}

/** `file:line: message`: editors and terminals make a link of it. */
export function problemText({ file, line, severity, message }: Problem): string {
  return `${file}:${line}: ${severity === "warning" ? "warning: " : ""}${message.replaceAll(/\s*\n\s*/g, " ")}`;
}

/** By file, then by line; the same problem once. */
export function sorted(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [problemText(problem), problem]));
  return [...unique.values()].toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
