import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binariesOf, buildTimeoutMillis } from "../stack/tools.ts";
import { openWorkshop } from "./workshop.ts";

// A mistake is planted in a file; the line that names it must be the line it was planted in.

const workshop = openWorkshop();
beforeAll(() => binariesOf("prometheus"), buildTimeoutMillis);
afterAll(() => workshop.remove());

const rules = (body: string): string => `groups:
  - name: mine
    rules:
      - alert: Fine
        expr: up == 0
        labels: { severity: warning }
${body}`;

describe("Prometheus rules", () => {
  test.each([
    [
      "a query that does not parse",
      "      - alert: Bad\n        expr: rate(up[5m]   # ←\n        labels: { severity: info }\n",
      "Bad: unclosed left parenthesis",
    ],
    [
      "a type that does not fit, in the second line of a query",
      "      - alert: Bad\n        expr: |\n          sum by (job) (\n            rate(up)←\n          ) > 1\n        labels: { severity: info }\n",
      'Bad: expected type range vector in call to function "rate", got instant vector',
    ],
    ["a misspelled key", "      - alrt: Bad   # ←\n        expr: up == 0\n", 'unknown key "alrt"; did you mean alert?'],
    [
      "a time without a unit",
      "      - alert: Bad\n        expr: up == 0\n        for: 5 minutes   # ←\n        labels: { severity: info }\n",
      'for: expected a time as in 90s, 5m, 1h30m, got "5 minutes"',
    ],
    [
      "a template that does not know its variable",
      '      - alert: Bad\n        expr: up == 0\n        labels: { severity: info }\n        annotations:\n          summary: "{{ $labls.job }}"   # ←\n',
      'Bad: annotation summary: undefined variable "$labls"',
    ],
    ["a rule without a query", "      - alert: Bad   # ←\n        labels: { severity: info }\n", "expr is missing"],
    [
      "the same rule twice",
      "      - alert: Fine   # ←\n        expr: up == 0\n        labels: { severity: warning }\n",
      "Fine: the same name and labels as the rule on line 4",
    ],
    [
      "the same group twice",
      "  - name: mine   # ←\n    rules: []\n",
      'group "mine": expected each name once in a file',
    ],
    [
      "broken YAML",
      "      - alert: Bad\n        expr: up\n     for: 1m   # ←\n",
      "All mapping items must start at the same column",
    ],
  ])("%s", async (_, body, message) => {
    const { lines, planted, code } = await workshop.problems("rules/any-name.yaml", rules(body));
    expect(lines.join("\n")).toContain(`${planted}: ${message}`);
    expect(code).toBe(1);
  });

  test("a metric that nobody records is a warning", async () => {
    const { lines, planted, code } = await workshop.problems(
      "rules/metric.yml",
      rules(
        "      - record: job:x:rate5m\n        expr: sum by (job) (rate(http_server_request_duration_seconds_cont[5m]))   # ←\n      - record: y\n        expr: job:x:rate5m * 2\n",
      ),
    );
    expect(lines).toEqual([
      `${planted}: warning: metric http_server_request_duration_seconds_cont is not known; did you mean http_server_request_duration_seconds_count?`,
    ]);
    expect(code).toBe(0);
  });

  test("an alert without severity is a warning", async () => {
    const { lines, planted, code } = await workshop.problems(
      "rules/severity.yml",
      rules("      - alert: Loud   # ←\n        expr: up == 0\n"),
    );
    expect(lines).toEqual([`${planted}: warning: "Loud" has no label severity: it takes the default route`]);
    expect(code).toBe(0);
  });
});

test.each([["a query that does not parse", "          |= [5m])) > 5   # ←", "unexpected"]])(
  "Loki rules: %s",
  async (_, line, message) => {
    const text = `groups:
  - name: logs
    rules:
      - alert: Many
        for: 1m
        labels: { severity: info }
        expr: |
          sum by (service_name) (count_over_time({service_name=~".+"}
${line.replace("   # ←", "←")}
`;
    const { lines, planted, code } = await workshop.problems("loki/logs.yml", text);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${planted}: Many: LogQL does not parse: ${message}`));
    expect(code).toBe(1);
  },
);
