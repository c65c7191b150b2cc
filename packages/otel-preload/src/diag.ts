/** Our own voice: single lines on stderr, never on stdout, each distinct line once per process. */

const levels = ["none", "error", "warn", "info", "debug", "verbose", "all"] as const;
export type DiagLevel = (typeof levels)[number];

let threshold = levels.indexOf("warn");
const said = new Set<string>();
const maxRememberedLines = 1000;

export function setDiagLevel(level: DiagLevel): void {
  threshold = levels.indexOf(level);
}

let output = (text: string): unknown => process.stderr.write(text);

/** For a thread whose stderr is not its own. */
export function setOutput(to: (text: string) => unknown): void {
  output = to;
}

const maxLineLength = 4000;
// What would begin another line, colour a terminal or turn the direction of the text: lines hold names and messages of others.
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

function write(line: string): void {
  try {
    const short = line.length > maxLineLength ? `${line.slice(0, maxLineLength)}…` : line;
    const safe = short.replace(unprintable, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
    output(`otel-preload: ${safe}\n`);
  } catch {
    // A closed stderr must not become the application's error.
  }
}

/** Something is lost or switched off. */
export function error(line: string): void {
  if (threshold >= 1) write(line);
}

/** Something was put right, or works with less than was asked for. */
export function warn(line: string): void {
  if (threshold >= 2) write(line);
}

/** Like `warn`, but a line that was already written stays silent. */
export function warnOnce(line: string): void {
  if (said.has(line) || said.size >= maxRememberedLines) return;
  said.add(line);
  warn(line);
}

export function info(line: string): void {
  if (threshold >= 3) write(line);
}

export function debug(line: string): void {
  if (threshold >= 4) write(line);
}

/** Describes an unknown thrown value in one line, without a stack. */
export function describeError(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return String(thrown);
    const code = (thrown as NodeJS.ErrnoException).code;
    const text = thrown.message || code || thrown.name;
    return code && !text.includes(code) ? `${code} ${text}` : text;
  } catch {
    return "something that cannot be read";
  }
}
