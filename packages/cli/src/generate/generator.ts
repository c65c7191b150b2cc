/** A committed file that is made from code. */
export interface Generator {
  /** Relative to the repository's top folder. */
  readonly path: string;
  /** The whole content; `current` is what the file holds now, empty when it is missing. */
  content(current: string): string | Promise<string>;
}
