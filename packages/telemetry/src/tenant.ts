import { type Attributes, trace } from "@opentelemetry/api";
import { bounded, textOf } from "./bounded.ts";
import { guarded } from "./guard.ts";
import { counter, histogram } from "./instruments.ts";
import { appAttributeNames as names, appAttributeValues, appBuckets, appMetricNames } from "./names.ts";
import { observeCall } from "./observe-call.ts";

const operations = counter(appMetricNames.tenantOperations, "{operation}", "Operations for a tenant by outcome");
const duration = histogram(appMetricNames.tenantDuration, appBuckets.durationSeconds, {
  unit: "s",
  description: "Duration of operations for a tenant",
});

/** Runs an operation for a tenant: the active span gets the tenant, the operation is counted and measured. */
export function tenant<T>(id: string, run: () => T): T {
  const startMillis = performance.now();
  guarded("tenant", () => trace.getActiveSpan()?.setAttribute(names.tenant, textOf(id)));
  return observeCall(run, (outcome) =>
    guarded("tenant", () => {
      const attributes = attributesOf(id);
      operations().add(1, { ...attributes, [names.outcome]: outcome });
      duration().record((performance.now() - startMillis) / 1000, attributes);
    }),
  );
}

/** Begins the series of tenants at 0. */
export function declareTenants(tenants: readonly string[]): void {
  for (const id of tenants)
    for (const outcome of appAttributeValues.outcome)
      operations().add(0, { ...attributesOf(id), [names.outcome]: outcome });
}

function attributesOf(id: string): Attributes {
  return { [names.tenant]: bounded(`${appMetricNames.tenantOperations} ${names.tenant}`, id) };
}
