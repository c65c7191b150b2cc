import { setTimeout as sleep } from "node:timers/promises";
import { take, type Step } from "./customer.ts";
import { phases, type Phase } from "./phases.ts";

/** Requests that may wait for an answer at the same time; beyond it customers give up, so a stuck shop does not fill our memory. */
const maxUnderWay = 100;

export interface Traffic {
  readonly gatewayUrl: string;
  /** Requests per second of an ordinary phase. */
  readonly rate: number;
  /** Ends the traffic; requests under way are finished. */
  readonly signal: AbortSignal;
  report(line: string): void;
}

/** One phase after the other, again and again, until the signal. */
export async function generate(traffic: Traffic): Promise<void> {
  for (let round = 0; !traffic.signal.aborted; round++) {
    await runPhase(phases[round % phases.length]!, traffic);
  }
}

async function runPhase(phase: Phase, traffic: Traffic): Promise<void> {
  const counts = { "2xx": 0, "4xx": 0, "5xx": 0, "no answer": 0, "gave up": 0 };
  const underWay = new Set<Promise<void>>();
  const intervalMillis = 1_000 / (traffic.rate * phase.rateFactor);
  const start = performance.now();
  const end = start + phase.seconds * 1_000;

  for (let due = start; due < end && !traffic.signal.aborted; due += intervalMillis) {
    await sleep(Math.max(0, due - performance.now()), undefined, { signal: traffic.signal }).catch(() => {});
    if (traffic.signal.aborted) break;
    if (underWay.size >= maxUnderWay) {
      counts["gave up"]++;
      continue;
    }
    const request = take(draw(phase), traffic.gatewayUrl)
      .then(({ status }) => void counts[status < 400 ? "2xx" : status < 500 ? "4xx" : "5xx"]++)
      .catch(() => void counts["no answer"]++)
      .finally(() => underWay.delete(request));
    underWay.add(request);
  }

  await Promise.all(underWay);
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  const seen = Object.entries(counts).filter(([, count]) => count > 0);
  traffic.report(`${phase.name} ${seconds} s: ${seen.map(([what, count]) => `${count} ${what}`).join(", ")}`);
}

function draw(phase: Phase): Step {
  const total = phase.steps.reduce((sum, { weight }) => sum + weight, 0);
  let at = Math.random() * total;
  for (const { weight, step } of phase.steps) {
    at -= weight;
    if (at < 0) return step;
  }
  return phase.steps[0]!.step;
}
