/** Where a command talks: passed in, so that tests need no spies. One call, one line. */
export interface Io {
  out(line: string): void;
  err(line: string): void;
  /** True when a person watches: live progress lines are allowed. */
  readonly isTTY: boolean;
  /** The terminal's width; absent when there is no terminal. */
  readonly columns?: number;
}

/** The terminal's own streams. */
export function processIo(): Io {
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    isTTY: process.stdout.isTTY ?? false,
    ...(process.stdout.isTTY && { columns: process.stdout.columns }),
  };
}
