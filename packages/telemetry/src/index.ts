/**
 * What only the application knows, as OpenTelemetry metrics, spans and log records. Every function is cheap, never
 * throws anything of its own, and does nothing where no OpenTelemetry provider is registered.
 */
export { auth, type Denial, type Login, type Token } from "./auth.ts";
export { type BreakerEmitter, type BreakerMonitor, type BreakerState, trackBreaker } from "./breaker.ts";
export { business, type OwnAttributes } from "./business.ts";
export { cache, type CacheMonitor } from "./cache.ts";
export { declare, type Declaration } from "./declare.ts";
export { accountHash, type Actor } from "./log-event.ts";
export { monitorQueue, type QueueSource, type QueueState } from "./queue.ts";
export { rateLimited } from "./rate-limit.ts";
export { securityEvent, type SecurityEvent } from "./security.ts";
export { task } from "./task.ts";
export { tenant } from "./tenant.ts";
