#!/usr/bin/env node
// otelstack …: the doorway. Reads the process's environment, signals and streams, and alone may end it.
import { createInterface } from "node:readline/promises";
import { run } from "./command/run.ts";
import { processIo } from "./io.ts";

const interrupt = new AbortController();
// One interrupt may arrive twice: sent to the whole process group, and passed on by npm. A person's second one comes later.
const sameInterruptMillis = 1000;
let interruptedAt: number | undefined;
// SIGHUP: the terminal was closed. What runs in its foreground ends as with Ctrl-C.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (interruptedAt === undefined) {
      interruptedAt = performance.now();
      interrupt.abort(new Error(signal));
    } else if (performance.now() - interruptedAt > sameInterruptMillis) {
      // Somebody does not want to wait for the clean-up of the first.
      process.exit(130);
    }
  });
}

// `otelstack … | head`: whoever read has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A terminal that was closed takes no more words, but the clean-up must still run.
  if (error.code === "EIO") interrupt.abort(new Error("SIGHUP"));
  else process.exit(error.code === "EPIPE" ? 0 : 1);
});
process.stderr.on("error", () => {});

const ask = async (question: string): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal: interrupt.signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
};

const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
const code = await run(process.argv.slice(2), {
  io: processIo(),
  env: process.env,
  signal: interrupt.signal,
  ask: isTerminal ? ask : undefined,
});
process.exit(code);
