/** Every alert: a rule in Prometheus or Loki, thresholds in the configuration, a runbook of the same name. */
export const alertNames = [
  // Requests
  "HttpErrorRatioHigh",
  "HttpErrorsLowTraffic",
  "HttpLatencyP95High",
  // The Node process
  "NodeEventLoopDelayHigh",
  "NodeEventLoopSaturated",
  "ProcessMemoryHigh",
  "HeapNearLimit",
  "ProcessCrashLoop",
  // Databases, caches, queues
  "DbConnectionFailure",
  "DbPoolHigh",
  "DatabaseDown",
  "RedisMemoryHigh",
  "CacheHitRateLow",
  "QueueBacklogHigh",
  "QueueOldestJobAge",
  "WorkersDown",
  // What others do to us
  "CircuitBreakerOpen",
  "ExternalApiErrorRate",
  "AiCallsFailing",
  // The machine, and what is asked from outside
  "HostMemoryHigh",
  "CpuHigh",
  "DiskSpaceLow",
  "DiskFullSoon",
  "TargetDown",
  "CertificateExpiresSoon",
  // Services
  "ServiceDown",
  "ServiceTelemetryAbsent",
  "ReplicasMissing",
  "NewVersionDeployed",
  // Objectives
  "SloBurnRateHigh",
  // Telemetry itself
  "TelemetryPipelineDown",
  "CollectorExportStalled",
  "CollectorExportFailing",
  "CollectorQueueFull",
  "CollectorRefusing",
  "PreloadDropping",
  "PrometheusRuleFailures",
  "LokiRulerFailing",
  "AlertmanagerNotificationsFailing",
  "AlertDeliveryFailing",
  "TelemetryDiskNearlyFull",
  "Watchdog",
  // Security
  "FailedLogins",
  "FailedLoginsPerAccount",
  "RateLimitStorm",
  "SuspiciousRequests",
  "AccessDeniedSpike",
  "TokenRejections",
  // What the application is there for
  "BusinessEventsDropped",
  "TasksFailing",
  "TenantErrors",
  // Logs
  "ErrorLogsHigh",
  "UncaughtExceptions",
] as const;

export type AlertName = (typeof alertNames)[number];
