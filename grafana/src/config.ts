import type { AlertName } from "./alert/names.ts";
import type { Duration } from "./duration.ts";
import type { Config, Tier, Tiers } from "./settings.ts";

/** When each alert fires, in the unit of its expression. One line each, so that all can be compared. */
const thresholds: Readonly<Record<AlertName, Tiers>> = {
  // Requests
  HttpErrorRatioHigh: { critical: page(0.05, "5m", "5m"), warning: tier(0.01, "15m", "5m") },
  HttpErrorsLowTraffic: { warning: tier(5, "1m", "10m") },
  HttpLatencyP95High: { critical: page(2, "5m", "5m"), warning: tier(1, "15m", "5m") },
  // The Node process
  NodeEventLoopDelayHigh: { warning: tier(0.5, "5m", "5m") },
  NodeEventLoopSaturated: { warning: tier(0.9, "10m", "5m") },
  ProcessMemoryHigh: { critical: page(0.92, "5m", "5m"), warning: tier(0.8, "10m", "5m") },
  HeapNearLimit: { critical: tier(0.92, "5m", "5m"), warning: tier(0.85, "10m", "5m") },
  ProcessCrashLoop: { critical: page(3, "2m", "5m"), warning: tier(3, "2m", "5m") },
  // Databases, caches, queues
  // Longer than what it silences: rates over five minutes, kept for five.
  DbConnectionFailure: { critical: page(0, "2m", "10m") },
  DbPoolHigh: { critical: page(0, "5m", "5m"), warning: tier(0.8, "5m", "5m") },
  DatabaseDown: { critical: tier(1, "1m") },
  RedisMemoryHigh: { critical: tier(0.95, "5m", "5m"), warning: tier(0.8, "10m", "5m") },
  CacheHitRateLow: { warning: tier(0.8, "15m", "10m") },
  QueueBacklogHigh: { critical: page(5000, "5m", "5m"), warning: tier(1000, "5m", "5m") },
  QueueOldestJobAge: { critical: tier(1800, "5m", "5m"), warning: tier(300, "5m", "5m") },
  WorkersDown: { critical: page(0, "2m") },
  // What others do to us
  CircuitBreakerOpen: { critical: tier(1, "10m"), warning: tier(1, "1m") },
  ExternalApiErrorRate: { critical: tier(0.5, "5m", "5m"), warning: tier(0.1, "5m", "5m") },
  AiCallsFailing: { warning: tier(0.1, "5m", "10m") },
  // The machine, and what is asked from outside
  HostMemoryHigh: { critical: tier(0.92, "5m", "5m"), warning: tier(0.8, "10m", "5m") },
  CpuHigh: { critical: tier(0.9, "10m", "5m"), warning: tier(0.8, "15m", "5m") },
  DiskSpaceLow: { critical: page(0.1, "15m", "5m"), warning: tier(0.2, "15m", "5m") },
  DiskFullSoon: { warning: tier(0.4, "1h", "10m") },
  TargetDown: { critical: tier(1, "5m") },
  CertificateExpiresSoon: { critical: tier(3, "1h"), warning: tier(14, "1h") },
  // Services
  ServiceDown: { critical: page(1, "2m") },
  ServiceTelemetryAbsent: { warning: tier(6, "2m") },
  ReplicasMissing: { warning: tier(1, "10m") },
  NewVersionDeployed: { info: tier(1, "0s") },
  // Objectives: how many times too fast the budget goes
  SloBurnRateHigh: { critical: page(14.4, "2m", "5m"), warning: tier(3, "15m", "30m") },
  // Telemetry itself
  // Until every service has been heard of again.
  TelemetryPipelineDown: { critical: page(1, "2m", "3m") },
  CollectorExportStalled: { warning: tier(0, "5m", "5m") },
  CollectorExportFailing: { warning: tier(0, "10m", "10m") },
  CollectorQueueFull: { critical: tier(0.8, "5m", "5m"), warning: tier(0.5, "5m", "5m") },
  CollectorRefusing: { warning: tier(0, "10m", "10m") },
  PreloadDropping: { warning: tier(100, "1m", "10m") },
  PrometheusRuleFailures: { warning: tier(3, "5m", "10m") },
  LokiRulerFailing: { warning: tier(3, "5m", "10m") },
  AlertmanagerNotificationsFailing: { critical: tier(0.1, "5m", "10m") },
  AlertDeliveryFailing: { critical: tier(0.1, "5m", "5m") },
  TelemetryDiskNearlyFull: { critical: tier(0.88, "5m", "5m"), warning: tier(0.8, "15m", "5m") },
  Watchdog: { none: tier(1, "0s") },
  // Security
  FailedLogins: { warning: tier(0.3, "1m", "10m") },
  FailedLoginsPerAccount: { warning: tier(10, "0s") },
  RateLimitStorm: { warning: tier(1, "5m", "5m") },
  SuspiciousRequests: { warning: tier(20, "0s", "10m") },
  AccessDeniedSpike: { warning: tier(2, "1m", "10m") },
  TokenRejections: { warning: tier(2, "1m", "10m") },
  // What the application is there for
  BusinessEventsDropped: { warning: tier(0.5, "15m", "10m") },
  TasksFailing: { critical: tier(0.5, "5m", "10m"), warning: tier(0.1, "5m", "10m") },
  TenantErrors: { info: tier(0.2, "10m", "10m") },
  // Logs
  ErrorLogsHigh: { warning: tier(5, "2m") },
  UncaughtExceptions: { warning: tier(3, "0s"), info: tier(1, "0s") },
};

/** What holds unless a user says otherwise. */
export const defaultConfig: Config = {
  grafanaUrl: "http://127.0.0.1:3000",
  runbookUrl: "https://github.com/org/otel-preload/blob/main/grafana/runbooks",
  alertmanagerUrl: "http://127.0.0.1:9093",
  prometheusUrl: "http://127.0.0.1:9090",
  sentryUrl: "http://127.0.0.1:8090",
  stores: {
    prometheus: "http://prometheus:9090",
    loki: "http://loki:3100",
    alertmanager: "http://alertmanager:9093",
    traces: { type: "jaeger", url: "http://jaeger:16686" },
  },
  alerting: "alertmanager",
  selector: "",
  timeScale: 1,
  scrapeInterval: "15s",
  evaluationInterval: "15s",
  windows: { rate: "5m", hour: "1h", tenMinutes: "10m", quarter: "15m" },
  minimumRate: 0.1,
  minimumEvents: {
    failedLogins: 10,
    denials: 20,
    rejectedTokens: 20,
    businessEvents: 30,
    failedTasks: 3,
    failedTenantOperations: 10,
    sloFailures: 10,
    errorLines: 50,
  },
  thresholds,
  alerts: {},
  services: [],
  slos: [],
  // A week: longer than 15 days is not kept by default.
  defaultSlo: { objective: 0.99, window: "7d" },
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
