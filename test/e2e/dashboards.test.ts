import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { defaultConfig } from "../../grafana/src/config.ts";
import { dashboards } from "../../grafana/src/dashboards/index.ts";
import { inventory } from "../../grafana/src/inventory/index.ts";
import { promNow } from "../../grafana/src/panel/query.ts";
import { timeseries } from "../../grafana/src/panel/timeseries.ts";
import type { DashboardDef } from "../../grafana/src/dashboard/definition.ts";
import { ask, choicesOf, questionsOf, type Question } from "./ask.ts";
import { openViewer, type ViewInBrowser } from "./browser.ts";
import { showEverything, undrawnPanels, waitingPanels } from "./drawn.ts";
import { fillStack, type Filled } from "./filled.ts";
import { rareMetrics } from "./rare-metrics.ts";
import { unitProblem } from "./units.ts";

/**
 * Rates have their samples after a minute, an alert that must hold after two. The budgets of the objectives are sums of
 * points five minutes apart, recorded every two minutes: a fresh stack has the first after seven at the latest.
 */
const patienceMillis = 480_000;
/** What a person is willing to wait for a dashboard: its time is printed. The bound leaves room for a machine that also runs all the rest. */
const goodMillis = 3000;
const mostMillis = 3 * goodMillis;
/** Nothing ran a day ago, or a week ago: what looks back stays empty. */
const looksBack = /offset \d+[dw]\b/;

const defs = dashboards.map((source) => source(defaultConfig));
/** When everything that will ever answer has had its time. */
let deadline = 0;
let filled: Filled;
let viewer: ViewInBrowser;

beforeAll(async () => {
  filled = await fillStack();
  viewer = await openViewer(inject("stack"));
  deadline = Date.now() + patienceMillis;
});

afterAll(async () => {
  await viewer?.close();
  await filled?.stop();
});

describe.for(defs.map((def) => [def.title, def] as const))("%s", ([, def]) => {
  test(
    "offers something to choose in every variable",
    async () => {
      const empty = async (): Promise<string[]> => {
        const choices = def.variables
          .filter(({ type }) => type !== "textbox")
          .map(async (variable) => ({ name: variable.name, values: await choicesOf(variable) }));
        return (await Promise.all(choices)).filter(({ values }) => values.length === 0).map(({ name }) => name);
      };
      await expect.poll(empty, patience()).toEqual([]);
    },
    patienceMillis * 2,
  );

  test(
    "has an answer in every panel, without an error, in the right unit",
    async () => {
      let open = await questionsOf(def);
      // Asked again is only what had no answer: the shops may take a minute to fill the slowest panel.
      const problems = async (): Promise<string[]> => {
        const found: { readonly question: Question; readonly text: string }[] = [];
        for (const question of open) {
          const problem = await problemWith(question);
          if (problem !== undefined) found.push({ question, text: `${question.panel.title}: ${problem}` });
        }
        open = found.map(({ question }) => question);
        return found.map(({ text }) => text);
      };
      await expect.poll(problems, patience()).toEqual([]);
    },
    patienceMillis * 2,
  );

  // Behind the one before: what has an answer must be drawn.
  test("is drawn in a browser: data in every panel, no error, no message in the console", async () => {
    const addresses = await addressesOf(def);
    let left: string[] | undefined;
    // One address at a time: what was drawn with one choice need not be drawn with the next.
    const undrawn = async (): Promise<string[]> => {
      const [address = ""] = addresses;
      addresses.push(...addresses.splice(0, 1));
      const here = await undrawnAt(address);
      left = left === undefined ? here : left.filter((problem) => here.includes(problem));
      return left;
    };
    await expect.poll(undrawn, { timeout: 150_000, interval: 1000 }).toEqual([]);
  });

  test("answers in time", async () => {
    const questions = await questionsOf(def);
    const tries: number[] = [];
    do {
      let millis = 0;
      for (const { query, exprs } of questions) millis += (await ask(query, exprs[0] ?? "")).millis;
      tries.push(Math.round(millis));
    } while (tries.length < 3 && (tries.at(-1) ?? 0) > goodMillis);
    console.log(`${def.title}: ${questions.length} queries in ${Math.min(...tries)} ms`);
    expect(Math.min(...tries)).toBeLessThanOrEqual(mostMillis);
  });
});

test("nothing is in the inventory that nobody records", async () => {
  const url = new URL("/api/v1/label/__name__/values", inject("stack").urls.prometheus);
  const missing = async (): Promise<string[]> => {
    const { data } = (await (await fetch(url)).json()) as { data: string[] };
    return inventory
      .map((metric) => (metric.type === "histogram" ? metric.count : metric.name))
      .filter((name) => !data.includes(name) && !Object.hasOwn(rareMetrics, name));
  };
  await expect.poll(missing, patience()).toEqual([]);
});

test("a query that is none, an empty answer and a mistaken unit are found", async () => {
  const problemOf = (expr: string, unit: string): Promise<string | undefined> => {
    const panel = timeseries({ key: "a", title: "A", description: "A.", unit, queries: [promNow(expr)] });
    return problemWith({ panel, query: panel.queries[0]!, exprs: [expr] });
  };
  expect(await problemOf("rate(up)", "short")).toContain("expected type range vector");
  expect(await problemOf("nobody_records_this", "short")).toContain("no answer");
  expect(await problemOf("vector(5000)", "percentunit")).toContain("5000 is no percentunit");
  expect(await problemOf("vector(-1)", "reqps")).toContain("-1 is no reqps");
  expect(await problemOf("vector(0.5)", "percentunit")).toBeUndefined();
});

/** Where a dashboard shows everything: with each choice of a variable that takes only one. */
async function addressesOf({ uid, variables }: DashboardDef): Promise<string[]> {
  const single = variables.find(({ type, ...rest }) => type === "query" && !("multi" in rest && rest.multi));
  const choices = single === undefined ? [""] : await choicesOf(single);
  return choices.map(
    (value) => `/d/${uid}?from=now-15m&to=now&refresh=off${single ? `&var-${single.name}=${value}` : ""}`,
  );
}

/** What a browser does not draw there; problems that its console names are failures at once. */
async function undrawnAt(address: string): Promise<string[]> {
  const { page, problems } = await viewer.open(address);
  try {
    await showEverything(page);
    await expect.poll(() => waitingPanels(page), { timeout: 60_000 }).toBe(0);
    const undrawn = await undrawnInTime(page);
    expect(problems).toEqual([]);
    return undrawn;
  } finally {
    await page.close();
  }
}

/** What has just arrived is drawn in the frames that follow. */
async function undrawnInTime(page: Page): Promise<string[]> {
  const end = performance.now() + 2000;
  let undrawn = await undrawnPanels(page);
  while (undrawn.length > 0 && performance.now() < end) undrawn = await undrawnPanels(page);
  return undrawn;
}

/** A service has no queue, another no database: one of those that can be chosen must have an answer, none an error. */
async function problemWith({ panel, query, exprs }: Question): Promise<string | undefined> {
  let problem = "no choice";
  for (const expr of exprs) {
    const { values, error } = await ask(query, expr);
    if (error !== undefined) return `${error} from ${expr}`;
    if (values.length > 0 || looksBack.test(expr)) return unitProblem(panel, query, values);
    problem = `no answer to ${expr}`;
  }
  return problem;
}

/** The first dashboards wait for the shops, the last find everything there. */
function patience(): { timeout: number; interval: number } {
  return { timeout: Math.max(deadline - Date.now(), 15_000), interval: 2000 };
}

interface RuleGroups {
  readonly data: {
    readonly groups: readonly {
      readonly name: string;
      readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
    }[];
  };
}

describe.for([
  ["Prometheus", "prometheus", "/api/v1/rules"],
  ["Loki", "loki", "/prometheus/api/v1/rules"],
] as const)("%s", ([, part, path]) => {
  test("evaluates every rule without an error", async () => {
    const url = new URL(path, inject("stack").urls[part]);
    const unhealthy = async (): Promise<string[]> => {
      const { data } = (await (await fetch(url)).json()) as RuleGroups;
      if (data.groups.length === 0) return ["no rules"];
      const rules = data.groups.flatMap((group) => group.rules);
      return rules
        .filter(({ health }) => health !== "ok")
        .map(({ name, health, lastError }) => `${name}: ${health} ${lastError}`);
    };
    await expect.poll(unhealthy, { timeout: 150_000, interval: 2000 }).toEqual([]);
  });
});
