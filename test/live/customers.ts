import { take, type Step } from "../../examples/shop/traffic/customer.ts";
import { phases } from "../../examples/shop/traffic/phases.ts";
import { repeat } from "../../examples/shop-plus/fault-switch.ts";

const steps = phases.find(({ name }) => name === "ordinary")?.steps ?? [];

/** Customers of the shop on an ordinary day: its own traffic also has hours that are worth an alert. */
export function startCustomers(gatewayUrl: string, requestsPerSecond: number): () => void {
  const stop = new AbortController();
  // Those whose shop is out of order go home.
  void repeat(1000 / requestsPerSecond, stop.signal, () => void take(draw(), gatewayUrl).catch(() => {}));
  return () => stop.abort();
}

function draw(): Step {
  const drawn = steps.flatMap(({ step, weight }) => Array.from({ length: weight }, () => step));
  return drawn[Math.floor(Math.random() * drawn.length)]!;
}
