import type { Attributes, Counter } from "@opentelemetry/api";
import { ourMetricNames } from "../../names.ts";
import { errorType, meter } from "./telemetry.ts";

let counter: Counter | undefined;

function failures(): Counter {
  return (counter ??= meter().createCounter(ourMetricNames.connectionFailures, {
    unit: "{connection}",
    description: "Connections to databases and brokers that could not be made",
  }));
}

/** Counts a connection that could not be made. `attributes` say to what: `db.system.name` or `messaging.system`, and where. */
export function countConnectionFailure(attributes: Attributes, error: unknown): void {
  failures().add(1, { ...attributes, "error.type": errorType(error) });
}

/** What a server that went away, or never was, looks like. */
const usualFailures = ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ETIMEDOUT"];
const known = new Set<string>();
const maxKnown = 100;

/** A server that we are about to connect to: its usual failures begin at 0, as a series born at 1 shows no rise to an alert. */
export function expectConnections(attributes: Attributes): void {
  const key = JSON.stringify(attributes);
  if (known.has(key) || known.size >= maxKnown) return;
  known.add(key);
  for (const type of usualFailures) failures().add(0, { ...attributes, "error.type": type });
}
