import { EndpointHealth, type Tally } from "../../exporter/health.ts";
import type { SignalName } from "../message.ts";
import type { Outcome } from "./answer-status.ts";

type Failure = Extract<Outcome, { kind: "away" | "misconfigured" }>;

/**
 * What is known of one address: a collector that nobody answers for is one line for all its signals; what it answers is
 * said for each.
 */
export class Collector {
  isUnreachable = false;
  private readonly health: EndpointHealth;
  private readonly healthOf: Readonly<Record<SignalName, EndpointHealth>>;
  private readonly listeners: (() => void)[] = [];

  constructor(url: string, signals: readonly SignalName[], tally: (signal: SignalName) => Tally) {
    this.health = new EndpointHealth(enumerate(signals), url, () => sum(signals.map(tally)));
    const of = (signal: SignalName): EndpointHealth => new EndpointHealth(signal, url, () => tally(signal));
    this.healthOf = { traces: of("traces"), logs: of("logs"), metrics: of("metrics") };
  }

  /** Called when it takes something again after it was away. */
  onBack(listener: () => void): void {
    this.listeners.push(listener);
  }

  failed(signal: SignalName, failure: Failure): void {
    const { reason, remedy = "" } = failure;
    const isUnreachable = failure.kind === "away" && failure.isUnreachable;
    if (isUnreachable) this.isUnreachable = true;
    (isUnreachable ? this.health : this.healthOf[signal]).failed(reason, 0, remedy);
  }

  delivered(signal: SignalName): void {
    const wasUnreachable = this.isUnreachable;
    this.isUnreachable = false;
    this.health.delivered();
    this.healthOf[signal].delivered();
    if (wasUnreachable) for (const listener of this.listeners) listener();
  }
}

function enumerate(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function sum(tallies: readonly Tally[]): Tally {
  const of = (what: keyof Tally): number => tallies.reduce((all, tally) => all + tally[what], 0);
  return { lost: of("lost"), waiting: of("waiting") };
}
