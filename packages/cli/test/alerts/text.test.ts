import { expect, test } from "vitest";
import { millisOf } from "../../src/alerts/duration.ts";
import { totalsOf, type Episode } from "../../src/alerts/history.ts";
import { matcherText, matches, parseMatcher } from "../../src/alerts/matcher.ts";
import { runbookLines } from "../../src/alerts/runbook.ts";
import { subjectText, valueText } from "../../src/alerts/text.ts";

test.each([
  ["90s", 90_000],
  ["1h30m", 5_400_000],
  ["2d", 172_800_000],
])("%s is a time", (text, millis) => {
  expect(millisOf("for", text)).toBe(millis);
});

test.each(["", "2", "0h", "h", "1h 30m", "-1h", "1y", "1.5h"])("%j is none", (text) => {
  expect(() => millisOf("for", text)).toThrow("--for: got");
});

test.each([
  ["job=shop/api", 'job="shop/api"', { job: "shop/api" }, true],
  ['job="a \\"b\\""', 'job="a \\"b\\""', { job: 'a "b"' }, true],
  ["job!=shop/api", 'job!="shop/api"', {}, true],
  ["severity=~warn.*|info", 'severity=~"warn.*|info"', { severity: "information" }, false],
  ["severity!~info", 'severity!~"info"', { severity: "info" }, false],
])("%s is a matcher", (word, text, labels, expected) => {
  const matcher = parseMatcher(word);
  expect(matcher && matcherText(matcher)).toBe(text);
  expect(matches(labels, matcher ? [matcher] : [])).toBe(expected);
});

test("the name of an alert is no matcher", () => {
  expect(parseMatcher("HttpErrorRatioHigh")).toBeUndefined();
});

test("the service comes first, values have four digits", () => {
  expect(subjectText({ queue: "mail", job: "shop/api" })).toBe("shop/api · queue=mail");
  expect(subjectText({})).toBe("-");
  expect([valueText("1.234567e-02"), valueText("+Inf"), valueText(undefined)]).toEqual(["0.01235", "+Inf", "-"]);
});

test("noise is three times a day or more; what always fires is none", () => {
  const day = 86_400_000;
  const episodes = (name: string, severity: string, count: number): Episode[] =>
    Array.from({ length: count }, (_, index) => ({
      name,
      severity,
      labels: {},
      startMillis: index * 1000,
      endMillis: index * 1000 + 500,
      isOpen: false,
    }));
  const all = [...episodes("A", "warning", 6), ...episodes("B", "critical", 5), ...episodes("Watchdog", "none", 7)];
  const totals = totalsOf(all, 2 * day).map(({ name, times, firingMillis, isNoisy }) => [
    name,
    times,
    firingMillis,
    isNoisy,
  ]);
  expect(totals).toEqual([
    ["Watchdog", 7, 3500, false],
    ["A", 6, 3000, true],
    ["B", 5, 2500, false],
  ]);
});

test("of a runbook the first sections, queries indented, links with their address", () => {
  const markdown = `---
severity: critical
---

# Name

## Meaning

It **fails**; see [the dashboard](http://x/y).

## Diagnosis

\`\`\`sh
# a comment
curl x
\`\`\`

## Mitigation

Restart.
`;
  const lines = runbookLines(markdown, { colour: false, full: false });
  expect(lines.filter((line) => line !== "")).toEqual([
    "Meaning",
    "  It fails; see the dashboard (http://x/y).",
    "Diagnosis",
    "      # a comment",
    "      curl x",
    "more in the runbook (--full): Mitigation",
  ]);
  expect(runbookLines(markdown, { colour: false, full: true }).join("\n")).toContain("Mitigation\n  Restart.");
});
