import { logs } from "@opentelemetry/api";

/** Where `@opentelemetry/api-logs` looks for the provider; since 1.10 `@opentelemetry/api` has a place of its own. */
const globalKey = Symbol.for("io.opentelemetry.js.api.logs");

/**
 * Libraries that still write logs through `@opentelemetry/api-logs`, as OpenTelemetry's own winston transport does,
 * reach our provider too: the two APIs differ in where the provider is registered, not in what it is asked.
 */
export function bridgeApiLogs(): void {
  const globals = globalThis as Record<symbol, unknown>;
  globals[globalKey] ??= () => logs.getLoggerProvider();
}
