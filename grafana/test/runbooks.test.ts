import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { binariesOf, buildTimeoutMillis, runProgram } from "../../packages/cli/test/stack/tools.ts";
import { rulesOf } from "../src/alert/rules.ts";
import { alerts } from "../src/alerts/index.ts";
import { defaultConfig } from "../src/config.ts";
import { dashboards } from "../src/dashboards/index.ts";
import { inventory } from "../src/inventory/index.ts";
import { seriesNames } from "../src/inventory/metric.ts";
import { metricsOf, syntaxErrors } from "./queries.ts";
import { readRunbook, runbookFolder, runbookSections } from "./runbook.ts";

const files = readdirSync(runbookFolder).filter((file) => file.endsWith(".md") && file !== "README.md");
const known = new Set(inventory.flatMap(seriesNames));
const uids = dashboards.map((source) => source(defaultConfig).uid);

test("every alert has a runbook, and every runbook an alert", () => {
  expect(files.map((file) => file.replace(/\.md$/, "")).toSorted()).toEqual(alerts.map(({ name }) => name).toSorted());
});

describe.for(files)("%s", (file) => {
  const page = readRunbook(file);
  const def = alerts.find(({ name }) => name === page.name);

  test("says what it is about, as the alert does", () => {
    expect(page.title).toBe(page.name);
    const severities = def === undefined ? [] : rulesOf(defaultConfig, def).map(({ labels }) => labels["severity"]);
    expect(page.front).toEqual({
      severity: [...new Set(severities)].join(", "),
      component: def?.component,
      signal: def?.signal,
    });
  });

  test("has every section, filled, and is short enough to be read at night", () => {
    expect([...page.sections.keys()]).toEqual([...runbookSections]);
    for (const [heading, text] of page.sections) expect(text.length, heading).toBeGreaterThan(40);
    expect(page.lines).toBeLessThanOrEqual(100);
  });

  test("has queries to copy that its tools understand, and links to dashboards that are there", () => {
    const queries = page.fences.filter(({ language }) => language !== "sh");
    expect(queries.length).toBeGreaterThan(0);
    for (const { language, text } of page.fences) {
      expect(["promql", "logql", "sh"]).toContain(language);
      if (language === "promql" || language === "logql") expect(syntaxErrors(language, text), text).toEqual([]);
      if (language === "promql") expect(metricsOf(text).filter((metric) => !known.has(metric))).toEqual([]);
    }
    expect(page.dashboards.length).toBeGreaterThan(0);
    for (const uid of page.dashboards) expect(uids).toContain(uid);
  });
});

test(
  "Prometheus takes every PromQL query to copy, types included",
  async () => {
    const promtool = (await binariesOf("prometheus"))["promtool"] ?? expect.fail("no promtool");
    const queries = files.flatMap((file) => readRunbook(file).fences).filter(({ language }) => language === "promql");
    // A rule of its own for each: the checker of rules is the only one that knows types.
    const rules = queries.map(({ text }, index) => ({ record: `runbook:query:${index}`, expr: text }));
    const folder = mkdtempSync(join(tmpdir(), "runbooks-"));
    const file = join(folder, "rules.yml");
    writeFileSync(file, stringify({ groups: [{ name: "runbooks", rules }] }));
    const { code, output } = await runProgram(promtool, ["check", "rules", file]);
    rmSync(folder, { recursive: true });
    expect(code, output).toBe(0);
  },
  buildTimeoutMillis,
);

test("a mistake in a query of a page would be found", () => {
  expect(syntaxErrors("promql", "sum by (job) (rate(up[5m])")).not.toEqual([]);
  expect(syntaxErrors("logql", '{service_name="a" | json')).not.toEqual([]);
  expect(syntaxErrors("logql", '{service_name="a"} | json')).toEqual([]);
  expect(metricsOf("sum(rate(a_total[5m])) / b unless on (job) c")).toEqual(["a_total", "b", "c"]);
});
