import axe from "axe-core";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { openViewer, type ViewInBrowser } from "./browser.ts";
import { sendLines, sendTrace } from "./otlp-send.ts";
import { raiseAlerts } from "./raise-alert.ts";
import { waitFor } from "./wait-for.ts";

/* What axe-core finds that stands in the way of a screen reader, or of weak eyes. */

const service = "screen-reader-test";

let viewer: ViewInBrowser;
let traceId: string;

beforeAll(async () => {
  const { otlpHttp, alertmanager } = inject("stack").urls;
  traceId = await sendTrace(otlpHttp, service, 30);
  await sendLines(
    otlpHttp,
    service,
    ["one", "two", "three", "four", "five", "six"],
    ["FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"],
  );
  const severities = ["critical", "warning", "info", "none"];
  const labels = severities.map((severity) => ({ alertname: "ScreenReaderTest", severity, job: service }));
  await raiseAlerts(
    alertmanager,
    labels.map((own) => ({ labels: own, annotations: { summary: "A test", dashboard_url: "/d/otel-slo" } })),
  );
  viewer = await openViewer(inject("stack"));
});

afterAll(() => viewer?.close());

const pages: Readonly<Record<string, { path: () => string; sign: string }>> = {
  "the list of dashboards": { path: () => "/dashboards", sign: ".cards" },
  "the Overview": { path: () => "/", sign: '[data-panel][data-state="done"]' },
  "the search of traces": { path: () => `/traces?service=${service}`, sign: ".trace-list li" },
  "a trace": { path: () => `/traces/${traceId}`, sign: '[role="treeitem"]' },
  logs: { path: () => `/logs?service=${service}`, sign: ".log-rows li" },
  alerts: { path: () => "/alerts", sign: '[data-alert="ScreenReaderTest"]' },
  "a runbook": { path: () => "/runbooks/CpuHigh", sign: "article h1" },
};

const looks = Object.keys(pages).flatMap((name) => (["dark", "light"] as const).map((scheme) => ({ name, scheme })));

test.for(looks)("$name in $scheme has no serious or critical obstacle", async ({ name, scheme }) => {
  const { path, sign } = pages[name] as (typeof pages)[string];
  const { page } = await viewer.open("/dashboards");
  onTestFinished(() => page.close());
  await page.emulateMedia({ colorScheme: scheme });
  await page.goto(`${viewer.view.url}${path()}`);
  await waitFor(page, sign);
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
