/** What a person can act on: printed as one line, without a stack, and the exit code is 1. */
export class Problem extends Error {
  /**
   * @param {string} message one line that ends with the remedy
   * @param {string} [output] what the failed command had printed, shown before the line
   */
  constructor(message, output = "") {
    super(message);
    this.output = output;
  }
}

/**
 * Runs a command's main function: its number becomes the exit code, a Problem one line.
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    reportProblem(error);
    process.exitCode = 1;
  }
}

/** @param {Problem} problem */
export function reportProblem({ message, output }) {
  if (output !== "") process.stderr.write(`${output.trimEnd()}\n`);
  process.stderr.write(`${message}\n`);
}
