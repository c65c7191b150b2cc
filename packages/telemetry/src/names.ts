/**
 * Every metric, attribute and log event name that this package writes, once: recorders, dashboards, alerts, tests and
 * docs import them. The names are ours: the semantic conventions have none for these things yet.
 */
export const appMetricNames = {
  businessEvents: "app.business.events",
  businessValue: "app.business.value",
  taskDuration: "app.task.duration",
  taskActive: "app.task.active",
  authLogin: "app.auth.login",
  authToken: "app.auth.token",
  authDenied: "app.auth.denied",
  rateLimitHits: "app.rate_limit.hits",
  circuitBreakerState: "app.circuit_breaker.state",
  circuitBreakerTransitions: "app.circuit_breaker.transitions",
  queueMessages: "app.queue.messages",
  queueOldestAge: "app.queue.oldest_age",
  queueWorkers: "app.queue.workers",
  cacheRequests: "app.cache.requests",
  tenantOperations: "app.tenant.operations",
  tenantDuration: "app.tenant.duration",
  securityEvents: "app.security.events",
} as const;

/** Attributes of the metrics, the spans and the log records. */
export const appAttributeNames = {
  event: "event",
  unit: "unit",
  task: "task",
  outcome: "outcome",
  method: "method",
  reason: "reason",
  action: "action",
  provider: "provider",
  resource: "resource",
  limiter: "limiter",
  breaker: "breaker",
  state: "state",
  queue: "queue",
  cache: "cache",
  tenant: "tenant",
  kind: "kind",
  accountHash: "account.hash",
  clientAddress: "client.address",
} as const;

/** Event names of the log records, for rules that count per account, which a metric must not. */
export const appLogEventNames = {
  authLogin: "app.auth.login",
  authToken: "app.auth.token",
  authDenied: "app.auth.denied",
  securityEvent: "app.security.event",
} as const;

/** What an attribute may say, where the package decides it. */
export const appAttributeValues = {
  outcome: ["success", "failure"],
  tokenAction: ["issued", "refreshed", "revoked", "rejected"],
  breakerState: ["closed", "open", "half_open"],
  queueState: ["waiting", "active", "delayed", "failed"],
  cacheOutcome: ["hit", "miss"],
  securityAction: ["blocked", "detected"],
} as const;

/** Boundaries of the histograms: seconds of tasks and tenants; values of any unit of the user's. */
export const appBuckets = {
  durationSeconds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  businessValue: [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000],
} as const;

/** The instrumentation scope of everything this package records. */
export const appScopeName = "@org/telemetry";
export const appScopeVersion = "0.1.0";
