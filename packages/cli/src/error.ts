/** An error a person can act on: one line that says what, where, expected, got and the remedy. The CLI prints it without a stack and exits 1. */
export class CliError extends Error {
  override readonly name = "CliError" as const;
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
