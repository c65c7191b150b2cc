import { expect, test } from "vitest";
import { looksLikeLogql, metricsIn, queryError, variablesIn, withoutVariables } from "../../src/check/query.ts";

test.each([
  ['rate(a{job=~"$job"}[$__rate_interval])', 'rate(a{job=~"x"}[5m])', ["job"]],
  ["sum(a) > ${limit:raw} or topk($n, a)", "sum(a) > 1 or topk(1, a)", ["limit", "n"]],
  ["a[$window] offset $shift", "a[5m] offset 5m", ["window", "shift"]],
  ["max_over_time(a[$__range:[[step]]])", "max_over_time(a[1h:5m])", ["step"]],
  ['label_replace(a, "b", "$1", "c", "(.*)")', 'label_replace(a, "b", "$1", "c", "(.*)")', []],
])("%s", (query, substituted, names) => {
  expect(withoutVariables(query)).toBe(substituted);
  expect(variablesIn(query)).toEqual(names);
  expect(queryError("promql", substituted)).toBeUndefined();
});

test("the metrics that a query selects, but no labels and functions", () => {
  expect(metricsIn('sum by (job) (rate(a_total{b="c"}[5m])) / on (job) max(d:e:f offset 1w)')).toEqual([
    "a_total",
    "d:e:f",
  ]);
});

test.each([
  ['sum(count_over_time({a="b"} |= "x" [5m]))', true],
  ['sum(rate({service_name=~".+"}[5m]))', true],
  ['{__name__=~"a|b", job="c"}', false],
  ['rate(a{b="c"}[5m])', false],
])("%s is LogQL: %s", (query, expected) => {
  expect(looksLikeLogql(query)).toBe(expected);
});

test("the line of the mistake", () => {
  expect(queryError("promql", "sum(\n  a\n  b\n)")).toEqual({
    line: 2,
    message: 'PromQL does not parse: unexpected "b\\n)" after "sum(\\n  a"',
  });
  expect(queryError("logql", " ")).toEqual({ line: 0, message: "expected a query of LogQL, got nothing" });
});
