import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Catalogue } from "../src/catalogue.ts";
import { defaultConfig } from "../src/config.ts";
import { generateMixin } from "../src/mixin.ts";

const files = generateMixin(defaultConfig);
const catalogue = JSON.parse(files.find(({ path }) => path === "catalogue.json")?.content ?? "") as Catalogue;

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { alert?: string; record?: string; expr: string }[] }[];
}

const rules = files
  .filter(({ path }) => /^(prometheus|loki)\/rules\//.test(path))
  .flatMap(({ content }) => (parse(content) as RuleFile).groups)
  .flatMap((group) => group.rules);

test("every rule that is loaded is in it, and no other", () => {
  const listed = catalogue.alerts.flatMap(({ name, rules: tiers }) => tiers.map(({ expr }) => `${name}: ${expr}`));
  const loaded = rules.flatMap(({ alert, expr }) => (alert === undefined ? [] : [`${alert}: ${expr}`]));
  expect(new Set(listed)).toEqual(new Set(loaded));
  expect(listed).toHaveLength(loaded.length);
  expect(catalogue.recordings.map(({ record }) => record)).toEqual(rules.flatMap(({ record }) => record ?? []));
});

test("panels have the ids that the dashboards have", () => {
  for (const { path, panels } of catalogue.dashboards) {
    const text = files.find((file) => file.path === path)?.content ?? "";
    expect(panels.length).toBeGreaterThan(0);
    for (const { id } of panels) expect(text).toContain(`"id": ${id},`);
  }
});

test("an alert opens a dashboard and a panel of the catalogue", () => {
  for (const { name, dashboard } of catalogue.alerts) {
    const target = catalogue.dashboards.find(({ uid }) => uid === dashboard?.uid);
    expect(target?.uid, name).toBe(dashboard?.uid);
    if (dashboard?.panelId === undefined) continue;
    expect(
      target?.panels.map(({ id }) => id),
      name,
    ).toContain(dashboard.panelId);
  }
});
