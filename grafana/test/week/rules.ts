import { parser } from "@prometheus-io/lezer-promql";
import { parse } from "yaml";
import type { RecordingJson, RuleJson } from "../../src/alert/rules.ts";
import { defaultConfig } from "../../src/config.ts";
import { generateMixin } from "../../src/mixin.ts";
import type { Config } from "../../src/settings.ts";
import { metricsOf } from "../queries.ts";

/** The defaults, and what a team would declare of the shops: without it the alerts on services and objectives have nothing to say. */
const config: Config = {
  ...defaultConfig,
  services: ["gateway", "orders", "worker"].map((name) => ({ job: `shop/shop-${name}` })),
  slos: [
    {
      name: "gateway-answers",
      job: "shop/shop-gateway",
      kind: { type: "availability" },
      objective: 0.995,
      window: "7d",
    },
    {
      name: "accounts-is-fast",
      job: "shop/accounts",
      kind: { type: "latency", seconds: 1 },
      objective: 0.95,
      window: "7d",
    },
  ],
};

const rules = generateMixin(config)
  .filter(({ path }) => path.startsWith("prometheus/rules/"))
  .flatMap(({ content }) => (parse(content) as { groups: { rules: (RuleJson | RecordingJson)[] }[] }).groups)
  .flatMap((group) => group.rules);

/** Every alert that Prometheus evaluates. */
export const alertRules: readonly RuleJson[] = rules.filter((rule) => "alert" in rule);

const recordings = rules.filter((rule) => "record" in rule);
const recorded = new Set(recordings.map(({ record }) => record));

/** The recording rules that alerts read, in layers: each reads the series of the layers before it, and of nobody else. */
export const recordingLayers: readonly (readonly RecordingJson[])[] = layersOf(neededRecordings());

function neededRecordings(): RecordingJson[] {
  const names = new Set(alertRules.flatMap(({ expr }) => metricsOf(expr)));
  // A set grows while it is walked: what a needed rule reads is needed, too.
  for (const name of names)
    for (const { expr } of recordings.filter(({ record }) => record === name))
      for (const metric of metricsOf(expr)) names.add(metric);
  return recordings.filter(({ record }) => names.has(record));
}

function layersOf(rest: readonly RecordingJson[]): RecordingJson[][] {
  if (rest.length === 0) return [];
  const pending = new Set(rest.map(({ record }) => record));
  const layer = rest.filter(({ expr }) => !metricsOf(expr).some((metric) => pending.has(metric)));
  if (layer.length === 0) throw new Error(`recording rules read each other in a circle: ${[...pending].join(", ")}`);
  return [layer, ...layersOf(rest.filter((rule) => !layer.includes(rule)))];
}

const expressions = [...alertRules, ...recordingLayers.flat()].map(({ expr }) => expr);

/** The series that somebody has to record for the alerts to have something to judge. */
export const metricsRead: readonly string[] = [...new Set(expressions.flatMap(metricsOf))]
  .filter((metric) => !recorded.has(metric))
  .toSorted();

/** Those that are compared with a week ago. */
export const metricsReadWeekly: ReadonlySet<string> = new Set(
  expressions.filter((expr) => /\b1w\b/.test(expr)).flatMap(metricsOf),
);

/** Labels that an expression matches, groups by or copies: all others can be summed away. */
export const labelsRead: readonly string[] = [
  ...new Set(["job", "instance", "le", ...expressions.flatMap(labelsOf)]),
].toSorted();

function labelsOf(expr: string): string[] {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, from, to }) => {
      const text = expr.slice(from, to);
      if (name === "LabelName") names.push(text);
      // A label that label_replace reads is a string.
      else if (name === "StringLiteral" && /^"[a-z_]+"$/.test(text)) names.push(text.slice(1, -1));
    },
  });
  return names;
}
