import { scaled, type Duration } from "../duration.ts";
import type { Config, TierName } from "../settings.ts";
import type { RuleContext } from "./definition.ts";

/** What the expression of an alert is given for one of its tiers. */
export function ruleContext(config: Config, severity: TierName, threshold: number): RuleContext {
  const time = (duration: Duration): Duration => scaled(duration, config.timeScale);
  const { rate, tenMinutes, quarter, hour } = config.windows;
  return {
    config,
    severity,
    threshold,
    time,
    window: { rate: time(rate), tenMinutes: time(tenMinutes), quarter: time(quarter), hour: time(hour) },
    where: (...matchers) => [config.selector, ...matchers].filter(Boolean).join(","),
  };
}
