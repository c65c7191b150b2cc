import type { GroupJson } from "../alert/rules.ts";
import { declared } from "../inventory/rules.ts";
import type { Config } from "../settings.ts";

/**
 * The declared services as series: one alert then compares all of them with what is there, and carries their team.
 * `absent()` would need a rule for each, and knows neither the team nor the number of instances.
 */
export function declaredServiceGroups({ services }: Config): GroupJson[] {
  if (services.length === 0) return [];
  return [
    {
      name: "services-recordings",
      rules: services.map(({ job, replicas = 1, team }) => ({
        record: declared.replicas.name,
        expr: `vector(${replicas})`,
        labels: { job, ...(team !== undefined && { team }) },
      })),
    },
  ];
}
