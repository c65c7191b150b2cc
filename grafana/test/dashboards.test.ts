import { describe, expect, test } from "vitest";
import * as links from "./dashboards/link-checks.ts";
import { readPromql } from "./dashboards/promql-labels.ts";
import { plantedMistakes } from "./dashboards/planted-mistakes.ts";
import * as queries from "./dashboards/query-checks.ts";
import * as shape from "./dashboards/shape-checks.ts";
import { generatedWorld, type Check } from "./dashboards/world.ts";

const checks: Readonly<Record<string, Check>> = { ...shape, ...links, ...queries };
const world = generatedWorld();

test.for(Object.keys(checks))("every dashboard %s", (name) => {
  expect(checks[name]?.(world)).toEqual([]);
});

describe("a mistake is found", () => {
  test.for(plantedMistakes)("$check: $name", ({ check, plant, finds }) => {
    // Metrics have methods: they are shared, the dashboards are copied.
    const broken = { ...world, files: structuredClone(world.files) };
    plant(broken);
    const before = new Set(checks[check]?.(world));
    const found = checks[check]?.(broken).filter((finding) => !before.has(finding)) ?? [];
    expect(found.join("\n")).toContain(finds);
  });

  test("of every check", () => {
    expect(new Set(plantedMistakes.map(({ check }) => check))).toEqual(new Set(Object.keys(checks)));
  });
});

describe("the labels of a result", () => {
  const metrics: Readonly<Record<string, readonly string[]>> = {
    a_total: ["job", "route"],
    b: ["job", "instance", "version"],
    c_bucket: ["job", "le"],
  };
  const labelsOf = (expr: string): string[] =>
    [
      ...readPromql(expr, (name) => (metrics[name] === undefined ? undefined : new Set(metrics[name]))).labels,
    ].toSorted();

  test.for([
    ["a_total", ["job", "route"]],
    ["sum(rate(a_total[5m]))", []],
    ["sum by (job) (rate(a_total[5m]))", ["job"]],
    ["sum without (job) (a_total)", ["route"]],
    ["topk(3, a_total)", ["job", "route"]],
    ["1 - a_total / 2", ["job", "route"]],
    ["a_total / on (job) group_left (version) b", ["job", "route", "version"]],
    ["sum by (job) (a_total) / on (job) b", ["job"]],
    ["sum by (job) (a_total) or b", ["instance", "job", "version"]],
    ["a_total and on (job) b", ["job", "route"]],
    ["histogram_quantile(0.9, sum by (job, le) (rate(c_bucket[5m])))", ["job"]],
    ['label_replace(b, "process", "$1", "instance", "(.).*")', ["instance", "job", "process", "version"]],
    ['sum by (job) ({__name__=~"a_total|b", job="x"})', ["job"]],
    ["max_over_time((sum by (job) (a_total))[1h:1m])", ["job"]],
    ["count(a_total) or vector(0)", []],
  ] as const)("%s", ([expr, expected]) => {
    expect(labelsOf(expr)).toEqual(expected);
  });
});
