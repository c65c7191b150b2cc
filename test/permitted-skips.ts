/** A test that may be skipped on a machine that lacks what it needs, and why it may. */
export interface PermittedSkip {
  /** Matched against "file > suite > test". */
  readonly test: RegExp;
  readonly reason: string;
}

/** Under CI=true a skipped test that stands in no line here fails the run. */
export const permittedSkips: readonly PermittedSkip[] = [];
