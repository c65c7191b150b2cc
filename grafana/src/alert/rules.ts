import type { Config, TierName } from "../settings.ts";
import { annotationsOf } from "./annotations.ts";
import { ruleContext } from "./context.ts";
import type { AlertDef } from "./definition.ts";
import { scaled } from "../duration.ts";
import { teamLabel } from "./team.ts";

/** One rule as Prometheus and Loki read it, in the order of their documentation. */
export interface RuleJson {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A rule group of a rule file. */
export interface GroupJson {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly (RuleJson | RecordingJson)[];
}

export interface RecordingJson {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const severities: readonly TierName[] = ["critical", "warning", "info", "none"];

/** The rules of one alert: one a tier, most severe first; none when the configuration disables it. */
export function rulesOf(config: Config, def: AlertDef): RuleJson[] {
  const override = config.alerts[def.name] ?? {};
  if (override.disable) return [];
  return severities.flatMap((severity) => {
    const tier = config.thresholds[def.name]?.[severity];
    if (tier === undefined) return [];
    const { for: hold, keepFiringFor, threshold, pages } = tier;
    return [
      {
        alert: def.name,
        expr: def.expr(ruleContext(config, severity, threshold)),
        for: scaled(hold, config.timeScale),
        ...(keepFiringFor && { keep_firing_for: scaled(keepFiringFor, config.timeScale) }),
        labels: {
          severity,
          component: def.component,
          signal: def.signal,
          ...(pages && { page: "true" }),
          ...teamLabel(config),
          ...def.labels,
          ...override.labels,
        },
        annotations: annotationsOf(config, def),
      },
    ];
  });
}

/** Alerts in their groups, in the order of their definition. */
export function groupsOf(config: Config, defs: readonly AlertDef[]): GroupJson[] {
  return [...Map.groupBy(defs, ({ group }) => group)].flatMap(([name, members]) => {
    const rules = members.flatMap((def) => rulesOf(config, def));
    return rules.length === 0 ? [] : [{ name, rules }];
  });
}
