import type { GroupJson, RecordingJson } from "../alert/rules.ts";
import { scaled, type Duration } from "../duration.ts";
import { slo } from "../inventory/rules.ts";
import type { Series } from "../inventory/metric.ts";
import type { Config, Slo } from "../settings.ts";
import { objectivesOf, type Objective } from "./objective.ts";
import { errorRatios, step } from "./windows.ts";

/** What the SLO dashboard and the burn rates read. The long windows are in a group of their own: seldom enough to be cheap. */
export function sloGroups(config: Config): GroupJson[] {
  const time = (duration: Duration): Duration => scaled(duration, config.timeScale);
  const objectives = objectivesOf(config);
  const [shortest, ...longer] = errorRatios;
  return [
    {
      name: "slo-recordings",
      interval: time("30s"),
      rules: [
        ...objectives.flatMap((objective) => rulesOfOne(objective, time(step))),
        rule(slo.errorBudget, `1 - ${slo.objective}`),
        rule(shortest!.ratio, `${slo.badRate5m} / (${slo.totalRate5m} > 0)`),
        ...longer
          .filter(({ window }) => !isLong(window))
          .map(({ window, ratio }) => rule(ratio, over(time(window), time(step)))),
        rule(slo.currentBurnRate, `${slo.error5m} / ${slo.errorBudget}`),
      ],
    },
    {
      name: "slo-recordings-long",
      interval: time("2m"),
      rules: [
        ...longer
          .filter(({ window }) => isLong(window))
          .map(({ window, ratio }) => rule(ratio, over(time(window), time(step)))),
        ...periodRules(config, time),
      ],
    },
  ];
}

function isLong(window: Duration): boolean {
  return window.endsWith("d");
}

function rulesOfOne({ labels, infoLabels, objective, jobs, bad, total }: Objective, range: Duration): RecordingJson[] {
  return [
    rule(slo.info, jobs ?? "vector(1)", { ...labels, ...infoLabels }),
    rule(slo.objective, jobs === undefined ? `vector(${objective})` : `${objective} * ${jobs}`, labels),
    rule(slo.badRate5m, bad(range), labels),
    rule(slo.totalRate5m, total(range), labels),
  ];
}

/** How much of the budget of the whole window is spent, for each length of window that occurs. */
function periodRules(config: Config, time: (duration: Duration) => Duration): RecordingJson[] {
  const windows = new Set<Slo["window"]>([...config.slos, config.defaultSlo].map(({ window }) => window));
  const spent = [...windows].map(
    (window) => `(
  ${over(time(window), time(step))}
  and on (job, slo) ${slo.info}{window="${window}"}
) / ${slo.errorBudget}`,
  );
  return [rule(slo.periodBurnRate, spent.join("\nor\n")), rule(slo.periodBudgetRemaining, `1 - ${slo.periodBurnRate}`)];
}

/** Bad of all over a long window, weighted by traffic: the quiet hours count for as much as they had. */
function over(window: Duration, every: Duration): string {
  return `sum_over_time(${slo.badRate5m}[${window}:${every}]) / (sum_over_time(${slo.totalRate5m}[${window}:${every}]) > 0)`;
}

function rule({ name }: Series, expr: string, labels?: Readonly<Record<string, string>>): RecordingJson {
  return { record: name, expr, ...(labels && { labels }) };
}
