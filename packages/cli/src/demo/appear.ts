import { setTimeout as delay } from "node:timers/promises";
import { CliError } from "../error.ts";
import type { Io } from "../io.ts";

const pollMillis = 250;

/** Something that has to show up in a backend. */
export interface Awaited<Found> {
  readonly what: string;
  /** Undefined while it is not there; an error counts as not there, and is told if it never comes. */
  readonly look: () => Promise<Found | undefined>;
  readonly timeoutMillis: number;
  readonly signal: AbortSignal;
}

/** Looks until it is there, and says how long that took. */
export async function appear<Found>({ what, look, timeoutMillis, signal }: Awaited<Found>, io: Io): Promise<Found> {
  const start = performance.now();
  let reason = "it is not there";
  while (performance.now() - start < timeoutMillis) {
    signal.throwIfAborted();
    try {
      const found = await look();
      if (found !== undefined) {
        io.out(`  ${what}: ${((performance.now() - start) / 1_000).toFixed(1)} s`);
        return found;
      }
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    await delay(pollMillis, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  throw new CliError("E_NOT_VISIBLE", `${what}: not seen within ${timeoutMillis / 1_000} s (${reason})`);
}
