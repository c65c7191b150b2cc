import { appMetricNames as names } from "@org/telemetry/names";
import { counter, gauge, histogram, upDownCounter, type Histogram, type Series } from "./metric.ts";

const owner = "telemetry";

/** What only the application knows, recorded with `@org/telemetry`. */
export const app: {
  readonly businessEvents: Series;
  readonly businessValue: Histogram;
  readonly taskDuration: Histogram;
  readonly taskActive: Series;
  readonly login: Series;
  readonly token: Series;
  readonly denied: Series;
  readonly rateLimitHits: Series;
  readonly breakerState: Series;
  readonly breakerTransitions: Series;
  readonly queueMessages: Series;
  readonly queueOldestAge: Series;
  readonly queueWorkers: Series;
  readonly cacheRequests: Series;
  readonly tenantOperations: Series;
  readonly tenantDuration: Histogram;
  readonly securityEvents: Series;
} = {
  businessEvents: counter(names.businessEvents, { unit: "{event}", owner, labels: ["event"] }),
  businessValue: histogram(names.businessValue, { unit: "", owner, labels: ["event", "unit"] }),
  taskDuration: histogram(names.taskDuration, { unit: "s", owner, labels: ["task", "outcome"] }),
  taskActive: upDownCounter(names.taskActive, { unit: "{task}", owner, labels: ["task"] }),
  login: counter(names.authLogin, { unit: "{event}", owner, labels: ["outcome", "method", "reason"] }),
  token: counter(names.authToken, { unit: "{event}", owner, labels: ["action", "provider"] }),
  denied: counter(names.authDenied, { unit: "{event}", owner, labels: ["resource"] }),
  rateLimitHits: counter(names.rateLimitHits, { unit: "{hit}", owner, labels: ["limiter"] }),
  breakerState: gauge(names.circuitBreakerState, { unit: "{state}", owner, labels: ["breaker", "state"] }),
  breakerTransitions: counter(names.circuitBreakerTransitions, {
    unit: "{transition}",
    owner,
    labels: ["breaker", "state"],
  }),
  queueMessages: gauge(names.queueMessages, { unit: "{message}", owner, labels: ["queue", "state"] }),
  queueOldestAge: gauge(names.queueOldestAge, { unit: "s", owner, labels: ["queue"] }),
  queueWorkers: gauge(names.queueWorkers, { unit: "{worker}", owner, labels: ["queue"] }),
  cacheRequests: counter(names.cacheRequests, { unit: "{request}", owner, labels: ["cache", "outcome"] }),
  tenantOperations: counter(names.tenantOperations, { unit: "{operation}", owner, labels: ["tenant", "outcome"] }),
  tenantDuration: histogram(names.tenantDuration, { unit: "s", owner, labels: ["tenant"] }),
  securityEvents: counter(names.securityEvents, { unit: "{event}", owner, labels: ["kind", "action"] }),
};
