import { alertmanager } from "../../inventory/alertmanager.ts";
import { loki } from "../../inventory/loki.ts";
import { prometheus } from "../../inventory/prometheus.ts";
import { colors } from "../../panel/colors.ts";
import { stateTimeline } from "../../panel/over-time.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";

/** An alert whose rule fails is an alert that never fires. */
export function evaluation(): PanelDef[] {
  // Groups are named by their files' paths; their own names come after the semicolon.
  const named = (expr: string): string => `label_replace(${expr}, "group", "$1", "rule_group", ".*;(.+)")`;
  return [
    configuration(),
    timeseries({
      key: "rule-failures",
      title: "Rules that fail",
      description:
        "Evaluations that ended in an error, in Prometheus and in Loki's ruler. 0 is good; anything else is an alert that cannot fire. Fed by Prometheus and Loki about themselves.",
      fedBy: "stack",
      unit: "short",
      width: 9,
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
      width: 9,
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

function configuration(): PanelDef {
  return stateTimeline({
    key: "configuration",
    title: "Configuration in force",
    description:
      "Whether the last change of the configuration was taken over, and whether Prometheus knows an Alertmanager. Refused: the old rules and routes still hold. Fed by Prometheus and Alertmanager about themselves.",
    fedBy: "stack",
    width: 6,
    height: 8,
    noValue: "not scraped",
    mappings: [
      {
        type: "value",
        options: {
          "0": { text: "refused", color: colors.bad, index: 0 },
          "1": { text: "good", color: colors.good, index: 1 },
        },
      },
    ],
    queries: [
      prom(`min(${prometheus.configOk})`, "Prometheus"),
      prom(`min(${alertmanager.configOk})`, "Alertmanager"),
      prom(`min(${prometheus.alertmanagers}) > bool 0`, "connection"),
    ],
  });
}
