import { series, type Series } from "./metric.ts";

/** What Prometheus makes itself. */
export const general: {
  readonly targetInfo: Series;
  readonly up: Series;
  readonly alerts: Series;
  readonly alertsForState: Series;
} = {
  // One for each running instance of a service, idle or not: the only heartbeat of what pushes.
  targetInfo: series("gauge", "target_info", {
    owner: "preload",
    labels: [
      "service_version",
      "process_runtime_version",
      "process_pid",
      "telemetry_distro_version",
      "telemetry_sdk_language",
    ],
  }),
  up: series("gauge", "up", { owner: "prometheus", labels: [] }),
  alerts: series("gauge", "ALERTS", { owner: "prometheus", labels: ["*"] }),
  alertsForState: series("gauge", "ALERTS_FOR_STATE", { owner: "prometheus", labels: ["*"] }),
};
