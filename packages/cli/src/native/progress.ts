import type { Io } from "../io.ts";

const tickMillis = 1000;
const oneLineUpAndClear = "\u001B[1A\u001B[2K";

/** Runs `work`, on a terminal under a line that counts its seconds; other outputs get a line only at the end, from the caller. */
export async function withLiveLine<Result>(io: Io, text: string, work: () => Promise<Result>): Promise<Result> {
  if (!io.isTTY) return work();
  const seconds = startClock();
  io.out(`${text} …`);
  const timer = setInterval(() => io.out(`${oneLineUpAndClear}${text} … ${seconds()} s`), tickMillis);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    // The caller's closing line takes its place.
    io.out(`${oneLineUpAndClear}\u001B[1A`);
  }
}

/** Seconds since the call, rounded. */
export function startClock(): () => number {
  const start = performance.now();
  return () => Math.round((performance.now() - start) / 1000);
}
