import { loki } from "../../inventory/loki.ts";
import { prometheus } from "../../inventory/prometheus.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";

/** An alert whose rule fails is an alert that never fires. */
export function evaluation(): PanelDef[] {
  // Groups are named by their files' paths; their own names come after the semicolon.
  const named = (expr: string): string => `label_replace(${expr}, "group", "$1", "rule_group", ".*;(.+)")`;
  return [
    timeseries({
      key: "rule-failures",
      title: "Rules that fail",
      description:
        "Evaluations that ended in an error, in Prometheus and in Loki's ruler. 0 is good; anything else is an alert that cannot fire. Fed by Prometheus and Loki about themselves.",
      fedBy: "stack",
      unit: "short",
      width: 12,
      queries: [
        prom(`sum(increase(${prometheus.ruleFailures}[$__rate_interval])) or vector(0)`, "Prometheus"),
        prom(`sum(increase(${loki.ruleFailures}[$__rate_interval])) or vector(0)`, "Loki"),
      ],
    }),
    timeseries({
      key: "rule-duration",
      title: "Time that rules take of their interval",
      description:
        "How long each group of rules takes, as a share of the interval at which it is evaluated. Near 100 % evaluations are skipped and alerts come late. Fed by Prometheus about itself.",
      unit: "percentunit",
      width: 12,
      fedBy: "stack",
      noValue: "no rules",
      thresholds: { warning: 0.5, bad: 1 },
      queries: [
        prom(
          `max by (group) (${named(`${prometheus.ruleGroupDuration} / ${prometheus.ruleGroupInterval}`)})`,
          "{{group}}",
        ),
      ],
    }),
  ];
}
