import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { type OpenPage, openViewer, type ViewInBrowser } from "./browser.ts";
import { sendTrace } from "./otlp-send.ts";

const patience = { timeout: 60_000, interval: 500 };
const spanCount = 2000;
/** Longer than the refresh of that test. */
const slowMillis = 5000;
const limits = { bundleBytes: 2_500_000, firstPaintMillis: 2000, dashboardMillis: 4000 };

let viewer: ViewInBrowser;

beforeAll(async () => {
  // So tall that every panel is in sight: each asks at once. What waits in the page for them is a string.
  viewer = await openViewer(inject("stack"), { viewport: { width: 1400, height: 6000 }, bypassCSP: true });
  // Of a page, not of a machine that has never opened it.
  await (await open("/")).close();
});

afterAll(() => viewer?.close());

test("what the first page loads is at most 2.5 MB, compressed", async () => {
  const page = await open("/");
  await allDrawn(page, 1);
  const bytes = await numberOf(page, `sum((entry) => /assets/.test(entry.name) ? entry.encodedBodySize : 0)`);
  console.log(`the first page loads ${Math.round(bytes / 1000)} kB`);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThan(limits.bundleBytes);
});

test("the first paint is there within 2 s", async () => {
  const millis = await bestOf(limits.firstPaintMillis, async () => {
    const page = await open("/");
    await allDrawn(page, 1);
    return numberOf(page, `performance.getEntriesByName("first-contentful-paint")[0].startTime`);
  });
  expect(millis).toBeLessThan(limits.firstPaintMillis);
});

test("a dashboard of more than 20 panels is complete within 4 s", async () => {
  const millis = await bestOf(limits.dashboardMillis, async () => {
    const page = await open("/d/otel-pipeline?from=now-15m&to=now");
    await allDrawn(page, 21);
    return numberOf(page, "performance.now()");
  });
  expect(millis).toBeLessThan(limits.dashboardMillis);
});

test("of a trace of 2,000 spans only what is in sight is in the page, and all of it can be reached", async () => {
  const { otlpHttp, jaeger } = inject("stack").urls;
  const traceId = await sendTrace(otlpHttp, "big-trace", spanCount);
  const stored = async (): Promise<number> => {
    const answer = await fetch(`${jaeger}/api/traces/${traceId}`);
    return answer.ok ? (((await answer.json()) as { data: { spans: unknown[] }[] }).data[0]?.spans.length ?? 0) : 0;
  };
  await expect.poll(stored, patience).toBe(spanCount);
  const page = await open(`/traces/${traceId}`);
  await page.setViewportSize({ width: 1400, height: 900 });
  const rows = page.getByRole("treeitem");
  await expect.poll(() => rows.count(), patience).toBeGreaterThan(10);
  expect(await page.textContent("main")).toContain("2000 spans");
  const { most, frames } = await page.evaluate<{ most: number; frames: number[] }>(scrollThrough);
  const sorted = frames.toSorted((a, b) => a - b);
  const share = (part: number): string => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(0);
  console.log(`2,000 spans: at most ${most} rows; a frame takes ${share(0.5)} ms, one in twenty ${share(0.95)} ms`);
  expect(most).toBeLessThan(120);
  await expect.poll(() => page.getByRole("treeitem", { name: "the last" }).count(), patience).toBe(1);

  // What is found is brought into sight, wherever it is.
  await page.getByLabel("Find").fill("app.step=1234");
  await page.getByLabel("Find").press("Enter");
  await page.getByRole("button", { name: "Next" }).click();
  await expect
    .poll(() => page.locator('[role="treeitem"][aria-selected="true"]').textContent(), patience)
    .toContain("step 1234");
  await page.getByRole("button", { name: "Close all" }).click();
  await expect.poll(() => rows.count(), patience).toBe(1);
  await page.getByRole("button", { name: "Open all" }).click();
  await expect.poll(() => rows.count(), patience).toBeGreaterThan(10);
});

test("a Prometheus that is slower than the refresh is heard all the same", async () => {
  const page = await open("/dashboards");
  onTestFinished(() => page.close());
  await page.route("**/api/prometheus/query_range*", async (route) => {
    await setTimeout(slowMillis);
    await route.continue().catch(() => {});
  });
  await page.goto(`${viewer.view.url}/d/otel-pipeline?from=now-15m&to=now&refresh=2s`);
  await expect.poll(() => page.locator('[data-panel][data-state="done"]').count(), patience).toBeGreaterThan(5);
});

/** From the top to the bottom in a hundred frames: how long each took, and how many rows there were at most. */
const scrollThrough = `new Promise((resolve) => {
  const box = document.querySelector(".waterfall");
  const frames = [];
  let most = 0;
  let last = performance.now();
  const step = (now) => {
    frames.push(now - last);
    last = now;
    most = Math.max(most, box.querySelectorAll('[role="treeitem"]').length);
    box.scrollTop = (frames.length / 100) * (box.scrollHeight - box.clientHeight);
    if (frames.length < 100) requestAnimationFrame(step);
    else resolve({ most, frames: frames.slice(1) });
  };
  requestAnimationFrame(step);
})`;

async function open(path: string): Promise<Page> {
  const { page }: OpenPage = await viewer.open(path);
  return page;
}

/** Until `least` panels are there and none waits for an answer. */
async function allDrawn(page: Page, least: number): Promise<void> {
  onTestFinished(() => page.close());
  await page.waitForFunction(
    `(() => {
      const states = [...document.querySelectorAll("[data-panel]")].map((panel) => panel.dataset.state);
      return states.length >= ${least} && states.every((state) => state === "done" || state === "empty");
    })()`,
    undefined,
    { polling: "raf", timeout: patience.timeout },
  );
}

function numberOf(page: Page, expression: string): Promise<number> {
  return page.evaluate(`{
    const sum = (count) => performance.getEntriesByType("resource").reduce((all, entry) => all + count(entry), 0);
    ${expression};
  }`);
}

const visits = 8;

/** The best of several visits: the machine of the tests does other things beside. */
async function bestOf(limit: number, measure: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  while (all.length < visits && !(all.length >= 2 && Math.min(...all) < limit)) all.push(await measure());
  console.log(`visits: ${all.map((millis) => `${Math.round(millis)} ms`).join(", ")}, limit ${limit} ms`);
  return Math.min(...all);
}
