import type { Outcome } from "./answer-status.ts";
import { describeUnreachable } from "./unreachable.ts";

/** The collector had closed a connection that waited: nothing is wrong, and a fresh one is made. */
export class StaleConnection extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

/** The time that an exchange may take was up. */
export class NoAnswer extends Error {
  constructor(timeoutMillis: number) {
    super(`no answer within ${timeoutMillis} ms`);
  }
}

/** One attempt; it begins anew only for a connection that was closed while it waited. Never throws. */
export async function attempt(exchange: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await exchange().catch((thrown: unknown) => {
      if (thrown instanceof StaleConnection) return exchange();
      throw thrown;
    });
  } catch (thrown) {
    const cause = thrown instanceof StaleConnection ? thrown.cause : thrown;
    return { kind: "away", isUnreachable: true, isLate: cause instanceof NoAnswer, ...describeUnreachable(cause) };
  }
}
