import type { AlertCase, AlertDef, ExpectedAlert } from "../alert/definition.ts";
import { rulesOf, type GroupJson, type RuleJson } from "../alert/rules.ts";
import { secondsOf, type Duration } from "../duration.ts";
import type { GeneratedFile } from "../file.ts";
import type { Config } from "../settings.ts";
import { recordingGroups } from "../recording/files.ts";
import { yamlOf } from "./files.ts";

/**
 * One file of unit tests for each group of alerts, for `promtool test rules`. The cases are written in real time:
 * `config` must not be scaled.
 */
export function promtoolFiles(config: Config, defs: readonly AlertDef[]): GeneratedFile[] {
  const groups = Map.groupBy(
    defs.filter(({ evaluator }) => evaluator !== "logql"),
    ({ group }) => group,
  );
  const recordings = recordingGroups(config);
  return [...groups].map(([name, members]) => ({
    path: `prometheus/tests/${name}.test.yml`,
    content: yamlOf({
      rule_files: ruleFilesOf(config, members, recordings).map((file) => `../rules/${file}.yml`),
      evaluation_interval: evaluationInterval(members),
      tests: members.flatMap((def) => def.cases.map((one) => testOf(config, def, one))),
    }),
  }));
}

/** Every minute; cases that last for days, which compare weeks, are evaluated less often. */
function evaluationInterval(members: readonly AlertDef[]): Duration {
  const longest = Math.max(...members.flatMap(({ cases }) => cases.map(({ at }) => secondsOf(at))));
  return longest > secondsOf("1d") ? "5m" : "1m";
}

/** A group of alerts, after the recording rules that it builds on. All rules would do too, but every case evaluates all of them. */
function ruleFilesOf(config: Config, members: readonly AlertDef[], recordings: readonly GroupJson[]): string[] {
  const needed = new Set<GroupJson>();
  const read = members.flatMap((def) => rulesOf(config, def).map(({ expr }) => expr));
  for (const expr of read) {
    for (const group of recordings) {
      if (needed.has(group) || !group.rules.some((rule) => "record" in rule && expr.includes(rule.record))) continue;
      needed.add(group);
      read.push(...group.rules.map((rule) => rule.expr));
    }
  }
  return [...[...needed].map(({ name }) => name), ...new Set(members.map(({ group }) => group))];
}

function testOf(config: Config, def: AlertDef, one: AlertCase): object {
  const rules = rulesOf(config, def);
  return {
    name: `${def.name}: ${one.name}`,
    interval: "1m",
    input_series: Object.entries(one.series).map(([series, values]) => ({ series, values })),
    alert_rule_test: [
      {
        eval_time: one.at,
        alertname: def.name,
        exp_alerts: one.fires.map((expected) => alertOf(rules, def, expected)),
      },
    ],
  };
}

function alertOf(rules: readonly RuleJson[], def: AlertDef, { severity, labels = {}, value }: ExpectedAlert): object {
  const rule = rules.find((one) => one.labels["severity"] === severity);
  if (!rule) throw new Error(`${def.name}: a case expects severity ${severity}, which has no tier`);
  return {
    exp_labels: { ...labels, ...rule.labels },
    exp_annotations: Object.fromEntries(
      Object.entries(rule.annotations).map(([name, template]) => [name, fill(template, labels, value)]),
    ),
  };
}

/** What Prometheus makes of the few templates that annotations here use: `$labels.x`, and one rendering of `$value`. */
function fill(template: string, labels: Readonly<Record<string, string>>, value: string | undefined): string {
  return template
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => labels[name] ?? "")
    .replaceAll(/\{\{ \$value(?: \| \w+)? \}\}/g, value ?? "");
}
