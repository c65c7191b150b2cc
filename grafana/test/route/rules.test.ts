import { describe, expect, test } from "vitest";
import { rulesOf } from "../../src/alert/rules.ts";
import { alerts } from "../../src/alerts/index.ts";
import { defaultConfig } from "../../src/config.ts";
import { dimensions, inhibitRules } from "../../src/route/inhibit.ts";

// That the labels of the alerts are those that routes and inhibition go by.

const rules = alerts.flatMap((def) => rulesOf(defaultConfig, def).map(({ expr, labels }) => ({ def, expr, labels })));

describe.each(alerts.map((def) => ({ name: def.name, def })))("$name", ({ def }) => {
  const own = rules.filter((rule) => rule.def === def);

  test("inhibits something that there is a rule for, with a tier that can", () => {
    const what = def.labels?.["inhibits"];
    if (what === undefined) return;

    expect(inhibitRules.some((rule) => rule.source_matchers.includes(`inhibits="${what}"`))).toBe(true);
    expect(own.map(({ labels }) => labels["severity"])).toContain("critical");
  });

  test("is absent in no other way than `true`", () => {
    expect([undefined, "true"]).toContain(def.labels?.["absence"]);
  });

  test("has only labels that tell its critical alerts from the lesser ones of others", () => {
    if (own.length < 2 || def.component === "nodejs") return;
    const by = own.flatMap(({ expr }) =>
      [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(/,\s*/)),
    );
    const known = new Set(["job", "le", "deployment_environment_name", ...dimensions]);

    expect(
      by.filter((label) => label !== "" && !known.has(label)),
      "add it to `dimensions` in src/route/inhibit.ts",
    ).toEqual([]);
  });
});

test("some alert explains a service, an environment and an absence", () => {
  const explained = new Set(alerts.flatMap(({ labels }) => labels?.["inhibits"] ?? []));

  expect([...explained].toSorted()).toEqual(["absence", "environment", "job"]);
});
