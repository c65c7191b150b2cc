import { randomBytes } from "node:crypto";

/** A steady sender of single-span traces that keeps the books a client can keep: what was acknowledged, what was not. */
export interface Load {
  /** Trace ids that the collector answered with 200. */
  acknowledged(): readonly string[];
  /** Requests without such an answer: their spans may or may not be stored. */
  refused(): number;
  stop(): Promise<void>;
}

const tracesPerRequest = 10;
const pauseMillis = 10;

export function otlpSpans(otlpHttp: string): Load {
  const acknowledged: string[] = [];
  let refused = 0;
  const stop = new AbortController();
  const url = new URL("/v1/traces", otlpHttp);
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const ids = Array.from({ length: tracesPerRequest }, () => randomBytes(16).toString("hex"));
      const taken = await post(url, ids);
      if (taken) acknowledged.push(...ids);
      else refused++;
      await new Promise((resolve) => setTimeout(resolve, pauseMillis));
    }
  };
  const running = run();
  return {
    acknowledged: () => acknowledged,
    refused: () => refused,
    stop: () => {
      stop.abort();
      return running;
    },
  };
}

async function post(url: URL, traceIds: readonly string[]): Promise<boolean> {
  const now = BigInt(Date.now()) * 1_000_000n;
  const spans = traceIds.map((traceId) => ({
    traceId,
    spanId: randomBytes(8).toString("hex"),
    name: "load",
    kind: 2,
    startTimeUnixNano: String(now - 1_000_000n),
    endTimeUnixNano: String(now),
  }));
  const body = {
    resourceSpans: [
      { resource: { attributes: [{ key: "service.name", value: { stringValue: "load" } }] }, scopeSpans: [{ spans }] },
    ],
  };
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    });
    await answer.text();
    return answer.ok;
  } catch {
    return false;
  }
}
