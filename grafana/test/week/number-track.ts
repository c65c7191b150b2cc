import { collectorAway, faults, within } from "./calendar.ts";
import type { RecordedNumbers } from "./recording.ts";
import { thin } from "./thin.ts";
import { described, isService, type Lives, type Random, type Track } from "./track.ts";

/** A counter or a gauge. */
export function numberTrack(one: RecordedNumbers, lives: Lives, random: Random): Track {
  return { ...described(one, lives), next: one.type === "counter" ? risen(one, random) : level(one) };
}

// Of the stack's own counters these follow the traffic; the others are its heartbeat.
const followsTraffic = /^otelcol_exporter_sent_(?:spans|log_records)$|^redis_keyspace_/;

function risen({ metric, labels, values }: RecordedNumbers, random: Random): Track["next"] {
  const isTraffic = isService(labels["job"] ?? "") || followsTraffic.test(metric);
  let total = 0;
  return ({ minute, source, traffic, isBorn }) => {
    if (isBorn) total = 0;
    const rise = values[source]!;
    total += isTraffic ? thin(rise, traffic * shareOf(labels, minute), random) : rise;
    return [total];
  };
}

function shareOf(labels: RecordedNumbers["labels"], minute: number): number {
  const { job, event, share } = faults.fewer;
  return labels["job"] === job && labels["event"] === event && within(faults.fewer, minute) ? share : 1;
}

const scales = new Set([
  "nodejs_eventloop_utilization_ratio",
  "db_client_connection_pending_requests",
  "app_queue_messages",
  "app_queue_oldest_age_seconds",
]);

function level({ metric, labels, values }: RecordedNumbers): Track["next"] {
  if (metric === "up")
    return ({ minute }) => [labels["job"] === "otel-collector" && within(collectorAway, minute) ? 0 : 1];
  if (metric === "process_uptime_seconds") return ({ minute, life }) => [(minute - life.start + 1) * 60];
  const isWhole = values.every(Number.isInteger);
  if (!scales.has(metric) && labels["db_client_connection_state"] !== "used") return ({ source }) => [values[source]!];
  return ({ source, traffic }) => [isWhole ? Math.round(values[source]! * traffic) : values[source]! * traffic];
}
