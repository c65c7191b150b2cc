import type { AlertName } from "./alert/names.ts";
import type { Duration } from "./duration.ts";
import type { Config, Tier, Tiers } from "./settings.ts";

/** When each alert fires, in the unit of its expression. One line each, so that all can be compared. */
const thresholds: Readonly<Record<AlertName, Tiers>> = {
  // Requests
  HttpErrorRatioHigh: { critical: page(0.05, "5m", "5m"), warning: tier(0.01, "15m", "5m") },
  HttpErrorsLowTraffic: { warning: tier(5, "1m", "10m") },
  HttpLatencyP95High: { critical: page(2, "5m", "5m"), warning: tier(1, "15m", "5m") },
};

/** What holds unless a user says otherwise. */
export const defaultConfig: Config = {
  grafanaUrl: "http://127.0.0.1:3000",
  runbookUrl: "https://github.com/org/otel-preload/blob/main/grafana/runbooks",
  alertmanagerUrl: "http://127.0.0.1:9093",
  sentryUrl: "http://127.0.0.1:8000",
  selector: "",
  timeScale: 1,
  scrapeInterval: "15s",
  evaluationInterval: "15s",
  windows: { rate: "5m", hour: "1h", tenMinutes: "10m", quarter: "15m" },
  minimumRate: 0.1,
  thresholds,
  alerts: {},
  services: [],
  slos: [],
  receivers: {},
  routing: {
    teams: {},
    quiet: {
      location: "UTC",
      times: [
        { start: "00:00", end: "07:00" },
        { start: "19:00", end: "24:00" },
      ],
      days: ["saturday", "sunday"],
    },
    groupWait: "30s",
    groupInterval: "5m",
    repeat: { critical: "4h", warning: "12h", info: "24h" },
  },
  tokenPrices: {
    "gpt-4o": { input: 2.5, output: 10 },
    "gpt-4o-mini": { input: 0.15, output: 0.6 },
  },
};

function tier(threshold: number, hold: Duration, keepFiringFor?: Duration): Tier {
  return { threshold, for: hold, ...(keepFiringFor && { keepFiringFor }) };
}

function page(threshold: number, hold: Duration, keepFiringFor?: Duration): Tier {
  return { ...tier(threshold, hold, keepFiringFor), pages: true };
}
