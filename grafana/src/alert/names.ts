/** Every alert: a rule in Prometheus or Loki, thresholds in the configuration, a runbook of the same name. */
export const alertNames = [
  // Requests
  "HttpErrorRatioHigh",
  "HttpErrorsLowTraffic",
  "HttpLatencyP95High",
] as const;

export type AlertName = (typeof alertNames)[number];
