import axe from "axe-core";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { openViewer, type ViewInBrowser } from "./browser.ts";
import { sendLines, sendTrace } from "./otlp-send.ts";

/* What axe-core finds that stands in the way of a screen reader, or of weak eyes. */

const patience = { timeout: 60_000, interval: 500 };
const service = "screen-reader-test";

let viewer: ViewInBrowser;
let traceId: string;

beforeAll(async () => {
  const { otlpHttp } = inject("stack").urls;
  traceId = await sendTrace(otlpHttp, service, 30);
  await sendLines(otlpHttp, service, ["one", "two", "three"]);
  viewer = await openViewer(inject("stack"));
});

afterAll(() => viewer?.close());

const pages: Readonly<Record<string, { path: () => string; sign: string }>> = {
  "the list of dashboards": { path: () => "/dashboards", sign: ".cards" },
  "the Overview": { path: () => "/", sign: '[data-panel][data-state="done"]' },
  "the search of traces": { path: () => `/traces?service=${service}`, sign: ".trace-list li" },
  "a trace": { path: () => `/traces/${traceId}`, sign: '[role="treeitem"]' },
  logs: { path: () => `/logs?service=${service}`, sign: ".log-rows li" },
  alerts: { path: () => "/alerts", sign: "main h1" },
  "a runbook": { path: () => "/runbooks/CpuHigh", sign: "article h1" },
};

const looks = Object.keys(pages).flatMap((name) => (["dark", "light"] as const).map((scheme) => ({ name, scheme })));

test.for(looks)("$name in $scheme has no serious or critical obstacle", async ({ name, scheme }) => {
  const { path, sign } = pages[name] as (typeof pages)[string];
  const { page } = await viewer.open("/dashboards");
  onTestFinished(() => page.close());
  await page.emulateMedia({ colorScheme: scheme });
  // What was sent may still be on its way.
  const isThere = async (): Promise<boolean> => {
    await page.goto(`${viewer.view.url}${path()}`);
    return page.waitForSelector(sign, { timeout: 8000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(isThere, patience).toBe(true);
  await page.evaluate(axe.source);
  const found = await page.evaluate<axe.AxeResults>(`axe.run(document, { resultTypes: ["violations"] })`);
  const grave = found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => ({ id, html: html.slice(0, 200) })))
    .filter(({ id, html }) => !ofGrafana.some((known) => known.id === id && known.html.test(html)));
  expect(grave).toEqual([]);
});

/** Grafana's own components, which cannot be told otherwise. */
const ofGrafana = [
  // The interval beside "Refresh": shows "30s" and is read as "current interval 30 seconds", which is more.
  { id: "label-content-name-mismatch", html: /aria-label="Choose refresh time interval/ },
];
