/** A configuration that cannot be used: one line for each thing that is wrong with it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError" as const;
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}
