/** What the form of the logs page asks for. */
export interface LogForm {
  readonly service: string;
  readonly level: string;
  /** Words that a line must have. */
  readonly text: string;
}

export const levels = ["error", "warn", "info", "debug"] as const;

const levelPattern: Readonly<Record<string, string>> = {
  error: "error|fatal|critical",
  warn: "warn|warning|error|fatal|critical",
  info: "info|notice|log|warn|warning|error|fatal|critical",
  debug: ".+",
};

/** The form as LogQL. Levels mean "this one or worse". */
export function logQuery({ service, level, text }: LogForm): string {
  const selector = service === "" ? `{service_name=~".+"}` : `{service_name="${escape(service)}"}`;
  const pattern = levelPattern[level];
  const levelPart = pattern === undefined || level === "debug" ? "" : ` | detected_level=~"${pattern}"`;
  const textPart = text === "" ? "" : ` |~ "(?i)${escape(text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))}"`;
  return `${selector}${textPart}${levelPart}`;
}

function escape(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}

/** How many lines of each level there are in each step, of any query for lines. */
export function histogramQuery(query: string, stepSeconds: number): string {
  return `sum by (detected_level) (count_over_time(${query} [${stepSeconds}s]))`;
}
