import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { secondsOf } from "../duration.ts";
import { slo } from "../inventory/rules.ts";
import { undeclared } from "../slo/objective.ts";
import { burnPairs, step, type BurnPair } from "../slo/windows.ts";
import { burnRateCases } from "./cases/slo.ts";

/** How many times too fast the budget goes, in both windows. */
function pairExpr({ threshold, time, config }: RuleContext, { long, short, window, factor }: BurnPair): string {
  const declared = `{slo!="${undeclared}"}`;
  const limit = Number((threshold * factor).toFixed(3));
  const every = time(step);
  return `(
  ${long}${declared} / ${slo.errorBudget} > ${limit}
  and ${short}${declared} / ${slo.errorBudget} > ${limit}
  and sum_over_time(${slo.badRate5m}${declared}[${time(window)}:${every}]) * ${secondsOf(every)} >= ${config.minimumEvents.sloFailures}
)`;
}

/** The budget of failures that was agreed on goes too fast. */
export const sloAlerts: readonly AlertDef[] = [
  {
    name: "SloBurnRateHigh",
    group: "slo",
    component: "slo",
    signal: "symptom",
    expr: (context) =>
      burnPairs[context.severity === "critical" ? "critical" : "warning"]
        .map((pair) => pairExpr(context, pair))
        .join("\nor "),
    guard:
      "only objectives of `slos` in the configuration; both windows of a pair; minimumEvents.sloFailures bad ones in the longer",
    summary: "An objective will be missed",
    description:
      "{{ $labels.job }} spends the error budget of {{ $labels.slo }} {{ $value | humanize }} times as fast as the objective allows.",
    dashboard: { uid: "otel-slo", variables: { job: "{{ $labels.job }}", slo: "{{ $labels.slo }}" } },
    cases: burnRateCases,
  },
];
