/** A sum over counters that are born with their first event: without any it is 0, not nothing. */
export function orZero(expr: string): string {
  return `(${expr} or vector(0))`;
}
