/** Something the person who runs the benchmark can mend: shown as one line, without a stack. */
export class BenchError extends Error {
  override readonly name = "BenchError";
}
