import type { Attributes, Counter } from "@opentelemetry/api";
import { ourMetricNames } from "../../names.ts";
import { errorType, meter } from "./telemetry.ts";

let counter: Counter | undefined;

/** Counts a connection that could not be made. `attributes` say to what: `db.system.name` or `messaging.system`, and where. */
export function countConnectionFailure(attributes: Attributes, error: unknown): void {
  counter ??= meter().createCounter(ourMetricNames.connectionFailures, {
    unit: "{connection}",
    description: "Connections to databases and brokers that could not be made",
  });
  counter.add(1, { ...attributes, "error.type": errorType(error) });
}
