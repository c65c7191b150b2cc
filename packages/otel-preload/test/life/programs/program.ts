/** A small program that must not notice the preload. */
export interface Program {
  readonly name: string;
  /** How Node gets it: a file of this extension, the argument of `-e`, or its standard input. */
  readonly as: "cjs" | "mjs" | "ts" | "eval" | "stdin";
  readonly source: string;
  readonly flags?: readonly string[];
  readonly stdin?: string;
}

/** Rows of a table: what is CommonJS has no suffix, `name.mjs` and `name.ts` say what they are. */
export function programs(table: Readonly<Record<string, string>>): Program[] {
  return Object.entries(table).map(([name, source]) => {
    const [, as = "cjs"] = /\.(mjs|ts)$/u.exec(name) ?? [];
    return { name, as: as as Program["as"], source };
  });
}
