/** What orchestrators, load balancers and Prometheus ask again and again, and nobody looks up afterwards. */
export const healthCheckPaths: readonly string[] = [
  "/health",
  "/healthz",
  "/healthcheck",
  "/health-check",
  "/health/live",
  "/health/liveness",
  "/health/ready",
  "/health/readiness",
  "/health/startup",
  "/livez",
  "/liveness",
  "/readyz",
  "/readiness",
  "/startupz",
  "/ping",
  "/metrics",
  "/-/healthy",
  "/-/ready",
  "/_health",
];

const paths: ReadonlySet<string> = new Set(healthCheckPaths);
const longest = Math.max(...healthCheckPaths.map((path) => path.length));
/** By the code of the path's second character: most paths are out after one look. */
const beginnings = new Uint8Array(128);
for (const path of healthCheckPaths) beginnings[path.charCodeAt(1)] = 1;

/** Whether a request is a health check; `target` is its path, with or without a query. */
export function isHealthCheck(method: string, target: string): boolean {
  if (beginnings[target.charCodeAt(1)] !== 1 || method !== "GET") return false;
  const query = target.indexOf("?");
  const end = query < 0 ? target.length : query;
  if (end > longest + 1) return false;
  return paths.has(target.slice(0, end > 1 && target.charCodeAt(end - 1) === 47 ? end - 1 : end));
}
