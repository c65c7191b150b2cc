/** One environment variable that the preload reads. */
export interface EnvVariable {
  readonly name: string;
  readonly type: "boolean" | "string" | "enum" | "list" | "map" | "integer" | "number" | "millis" | "url";
  /** As a person would write it into the environment; empty when there is none. */
  readonly default: string;
  /** Allowed values of an `enum`, or of the items of a `list`. */
  readonly allowed?: readonly string[];
  /** As `allowed`, when they are too many for a table. */
  readonly items?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** Of an address: a signal's path is appended to it. */
  readonly appendsPath?: boolean;
  /** True when the value must never be printed. */
  readonly secret?: boolean;
  readonly description: string;
}
