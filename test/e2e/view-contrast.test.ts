import axe from "axe-core";
import type { Route } from "playwright-core";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { defaultConfig } from "../../grafana/src/config.ts";
import { dashboards } from "../../grafana/src/dashboards/index.ts";
import { openViewer, type ViewInBrowser } from "./browser.ts";
import { showEverything, waitingPanels } from "./drawn.ts";

/* The numbers of Prometheus are replaced on their way: each dashboard meets values on every side of its thresholds. */

const patience = { timeout: 60_000, interval: 500 };
const values = [-2, 0, 0.002, 0.03, 0.3, 0.7, 0.97, 0.9995, 3, 40, 90, 2000, 1e6];

let viewer: ViewInBrowser;

beforeAll(async () => {
  viewer = await openViewer(inject("stack"));
  await viewer.context.route(/\/api\/prometheus\/query(_range)?\?/, withAllValues);
});

afterAll(() => viewer?.close());

const looks = dashboards
  .map((source) => source(defaultConfig))
  .flatMap(({ uid, title }) => (["dark", "light"] as const).map((scheme) => ({ uid, title, scheme })));

test.for(looks)("$title in $scheme can be read, whatever the values", async ({ uid, scheme }) => {
  const { page } = await viewer.open("/dashboards");
  onTestFinished(() => page.close());
  await page.emulateMedia({ colorScheme: scheme });
  await page.goto(`${viewer.view.url}/d/${uid}?from=now-15m&to=now`);
  await showEverything(page);
  await expect.poll(() => waitingPanels(page), patience).toBe(0);
  await page.evaluate(axe.source);
  const found = await page.evaluate<axe.AxeResults>(`axe.run(document, { runOnly: ["color-contrast"] })`);
  expect(found.passes.flatMap(({ nodes }) => nodes).length).toBeGreaterThan(20);
  const weak = found.violations.flatMap(({ nodes }) =>
    nodes.map(({ any, html }) => ({ html: html.slice(0, 200), why: any[0]?.message })),
  );
  expect(weak).toEqual([]);
});

/** Answers with a series for each of the values. */
async function withAllValues(route: Route): Promise<void> {
  const response = await route.fetch().catch(() => undefined);
  if (response === undefined) return route.abort().catch(() => {});
  const answer = (await response.json()) as Answer;
  const { data } = answer;
  if (data?.resultType !== "vector" && data?.resultType !== "matrix") return route.fulfill({ response });
  const { metric = {}, value, values: course } = data.result[0] ?? {};
  const times = course?.map(([time]) => time) ?? [value?.[0] ?? Date.now() / 1000];
  const result = values.map((number, index) => {
    const samples = times.map((time) => [time, String(number)] as const);
    // The first is the service that the page asked for.
    const job = (index === 0 ? metric["job"] : undefined) ?? `shop/service-${index}`;
    const own = { ...metric, job };
    return data.resultType === "vector" ? { metric: own, value: samples[0] } : { metric: own, values: samples };
  });
  await route.fulfill({ json: { ...answer, data: { ...data, result } } });
}

type Sample = readonly [time: number, value: string];

interface Answer {
  readonly data?: {
    readonly resultType: string;
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value?: Sample;
      readonly values?: readonly Sample[];
    }[];
  };
}
