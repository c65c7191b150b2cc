import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { durationBuckets } from "@org/otel-preload/names";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binariesOf, buildTimeoutMillis, runProgram } from "../../packages/cli/test/stack/tools.ts";
import { annotationsOf } from "../src/alert/annotations.ts";
import { alertNames } from "../src/alert/names.ts";
import { rulesOf } from "../src/alert/rules.ts";
import { alerts } from "../src/alerts/index.ts";
import { defaultConfig } from "../src/config.ts";
import { panelId } from "../src/dashboard/ids.ts";
import { dashboards } from "../src/dashboards/index.ts";
import { inventory } from "../src/inventory/index.ts";
import { seriesNames } from "../src/inventory/metric.ts";
import { generateMixin } from "../src/mixin.ts";
import { metricsOf, syntaxErrors, type QueryLanguage } from "./queries.ts";

const folder = mkdtempSync(join(tmpdir(), "alerts-"));
const rulesFolder = join(folder, "prometheus/rules");
const testsFolder = join(folder, "prometheus/tests");
let promtool = "";

beforeAll(async () => {
  promtool = (await binariesOf("prometheus"))["promtool"] ?? "";
  for (const { path, content } of generateMixin(defaultConfig)) write(join(folder, path), content);
}, buildTimeoutMillis);
afterAll(() => rmSync(folder, { recursive: true }));

const rules = alerts.flatMap((def) => rulesOf(defaultConfig, def).map((rule) => ({ def, rule })));
// LogQL has no unit-test tool: those alerts are fired in a real Loki.
const metricAlerts = alerts.filter(({ evaluator }) => evaluator !== "logql");
const dashboardDefs = dashboards.map((source) => source(defaultConfig));

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function yamlFiles(of: string): string[] {
  return readdirSync(of).map((file) => join(of, file));
}

describe("Prometheus' own checker", () => {
  test("accepts every rule file, with all lints", async () => {
    const files = yamlFiles(rulesFolder);
    const { code, output } = await runProgram(promtool, ["check", "rules", "--lint=all", "--lint-fatal", ...files]);
    expect(code, output).toBe(0);
  });

  const groups = new Set(metricAlerts.map(({ group }) => group));
  test.for([...groups])("every case of the group %s comes out as written", { timeout: 300_000 }, async (group) => {
    const { code, output } = await runProgram(promtool, ["test", "rules", join(testsFolder, `${group}.test.yml`)]);
    expect(code, output).toBe(0);
  });

  test("accepts the rules of other environments and other times", async () => {
    const config = { ...defaultConfig, timeScale: 1 / 20, selector: 'deployment_environment_name="production"' };
    const changed = join(folder, "changed");
    const files = generateMixin(config).filter(({ path }) => path.startsWith("prometheus/rules/"));
    for (const { path, content } of files) write(join(changed, path), content);
    const paths = yamlFiles(join(changed, "prometheus/rules"));
    const { code, output } = await runProgram(promtool, ["check", "rules", "--lint=all", "--lint-fatal", ...paths]);
    expect(code, output).toBe(0);
  });

  test("finds a case that comes out otherwise, and a rule that is none", async () => {
    const planted = join(testsFolder, "planted.test.yml");
    const written = readFileSync(join(testsFolder, "http.test.yml"), "utf8");
    writeFileSync(planted, written.replace("answers 10% of", "answers 11% of"));
    expect((await runProgram(promtool, ["test", "rules", planted])).output).toContain("HttpErrorRatioHigh: fires");
    const rule = join(folder, "planted.yml");
    writeFileSync(rule, "groups: [{ name: a, rules: [{ alert: A, expr: 'rate(x) > 1' }] }]\n");
    expect((await runProgram(promtool, ["check", "rules", rule])).code).not.toBe(0);
  });
});

describe.for(alerts.map((def) => [def.name, def] as const))("%s", ([name, def]) => {
  const own = rules.filter(({ rule }) => rule.alert === name);

  test("has rules, one for each tier that fires somewhere", () => {
    expect(own.length).toBeGreaterThan(0);
    expect(def.guard).not.toBe("");
  });

  test("carries all labels and annotations", () => {
    for (const { rule } of own) {
      expect(rule.labels).toMatchObject({ component: def.component, signal: def.signal });
      expect(["critical", "warning", "info", "none"]).toContain(rule.labels["severity"]);
      // Without values, so that the alerts of one cause are told of as one.
      expect(rule.annotations["summary"]).toMatch(/^[A-Z][^{}]+[^.{}]$/);
      expect(rule.annotations["description"]).toMatch(/^.+\.$/s);
      expect(rule.annotations["runbook_url"]).toMatch(new RegExp(`/${name}\\.md$`));
      expect(rule.annotations["dashboard_url"]).toMatch(/\/d\/otel-[a-z]+\?.*from=now-1h&to=now/);
    }
  });

  test("reads metrics that somebody records, in its own language", () => {
    const language: QueryLanguage = def.evaluator ?? "promql";
    for (const { rule } of own) {
      expect(syntaxErrors(language, rule.expr), rule.expr).toEqual([]);
      if (language === "promql") expect(metricsOf(rule.expr).filter((metric) => !known.has(metric))).toEqual([]);
    }
  });

  test("opens a dashboard that is there, with variables and a panel that it has", () => {
    const { uid, panel, variables = {} } = def.dashboard;
    const dashboard = dashboardDefs.find((one) => one.uid === uid) ?? expect.fail(`${name}: no dashboard ${uid}`);
    const names = dashboard.variables.map((variable) => variable.name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(variables)));
    const keys = [...(dashboard.top ?? []), ...dashboard.rows.flatMap(({ panels }) => panels)].map(({ key }) => key);
    if (panel !== undefined) expect(keys).toContain(panel);
    const url = annotationsOf(defaultConfig, def)["dashboard_url"] ?? "";
    if (panel !== undefined) expect(url).toContain(`viewPanel=${panelId(uid, panel)}`);
  });
});

const known = new Set(inventory.flatMap(seriesNames));

test.for(metricAlerts.map((def) => [def.name, def] as const))(
  "%s fires in a case, at every severity, and stays quiet in two",
  ([name, def]) => {
    const severities = new Set(def.cases.flatMap(({ fires }) => fires.map(({ severity }) => severity)));
    expect(severities).toEqual(new Set(rulesOf(defaultConfig, def).map(({ labels }) => labels["severity"])));
    // The dead man's switch always fires: that is what it is for.
    if (name !== "Watchdog") expect(def.cases.filter(({ fires }) => fires.length === 0).length).toBeGreaterThan(1);
    expect(new Set(def.cases.map((one) => one.name)).size).toBe(def.cases.length);
  },
);

describe("all of them", () => {
  test("are defined, once each", () => {
    expect(alerts.map(({ name }) => name).toSorted()).toEqual([...alertNames].toSorted());
  });

  test("wake somebody up by at most twelve", () => {
    const paging = new Set(rules.filter(({ rule }) => rule.labels["page"] === "true").map(({ rule }) => rule.alert));
    expect(paging.size, [...paging].join(", ")).toBeLessThanOrEqual(12);
    for (const { rule } of rules) if (rule.labels["page"] === "true") expect(rule.labels["severity"]).toBe("critical");
  });

  test("do not hold on to what is gone", () => {
    for (const name of ["TargetDown", "ServiceDown", "WorkersDown", "DatabaseDown"] as const)
      for (const tier of Object.values(defaultConfig.thresholds[name]))
        expect(tier.keepFiringFor, name).toBeUndefined();
  });

  test("judge latency at boundaries of buckets, where a quantile is exact", () => {
    const boundaries: readonly number[] = durationBuckets.http;
    for (const { threshold } of Object.values(defaultConfig.thresholds.HttpLatencyP95High))
      expect(boundaries).toContain(threshold);
  });
});
