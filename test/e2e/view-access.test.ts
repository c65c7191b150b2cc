import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { openViewer, type ViewInBrowser } from "./browser.ts";
import { sendLines, sendTrace } from "./otlp-send.ts";
import { raiseAlerts } from "./raise-alert.ts";
import { waitFor } from "./wait-for.ts";

const patience = { timeout: 60_000, interval: 500 };
const service = "access-test";
const phone = { width: 390, height: 844 };

let viewer: ViewInBrowser;
let traceId: string;

beforeAll(async () => {
  const { otlpHttp, alertmanager } = inject("stack").urls;
  traceId = await sendTrace(otlpHttp, service, 30);
  await sendLines(
    otlpHttp,
    service,
    Array.from({ length: 25 }, (_, index) => `line ${index} of 25`),
  );
  const runbook = "https://github.com/org/otel-preload/blob/main/grafana/runbooks/CpuHigh.md";
  const alert = { labels: { alertname: "AccessTest" }, annotations: { summary: "A test", runbook_url: runbook } };
  await raiseAlerts(alertmanager, [alert]);
  viewer = await openViewer(inject("stack"));
});

afterAll(() => viewer?.close());

const pages = (): [path: string, sign: string][] => [
  ["/dashboards", ".cards"],
  ["/", '[data-panel][data-state="done"]'],
  [`/traces?service=${service}`, ".trace-list li"],
  [`/traces/${traceId}`, '[role="treeitem"]'],
  [`/logs?service=${service}`, ".log-rows li"],
  ["/alerts", '[data-alert="AccessTest"]'],
  ["/runbooks/CpuHigh", "article h1"],
];

test("on a phone every page has the width of the screen", async () => {
  for (const [path, sign] of pages()) {
    const page = await open(path, phone);
    await waitFor(page, sign);
    expect([path, await page.evaluate("document.documentElement.scrollWidth")]).toEqual([path, phone.width]);
    const cut = `[...document.querySelectorAll("nav a, h1, .toolbar label")].filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline").map((one) => one.textContent)`;
    expect([path, await page.evaluate(cut)]).toEqual([path, []]);
    await page.close();
  }
});

test("on a phone the panels of the Overview stand one under the other", async () => {
  const page = await open("/", phone);
  await waitFor(page, '[data-panel][data-state="done"]');
  const boxes = await page.evaluate<{ left: number; right: number; top: number; bottom: number }[]>(
    `[...document.querySelectorAll("[data-panel]")].map((panel) => panel.getBoundingClientRect()).map(({ left, right, top, bottom }) => ({ left, right, top, bottom }))`,
  );
  expect(boxes.length).toBeGreaterThan(5);
  for (const [index, { left, right, top }] of boxes.entries()) {
    expect(right - left).toBeGreaterThan(phone.width * 0.9);
    if (index > 0) expect(top).toBeGreaterThanOrEqual(boxes[index - 1]?.bottom ?? 0);
  }
});

test("a trace is read with the keyboard alone", async () => {
  const page = await open(`/traces/${traceId}`);
  const rows = page.getByRole("treeitem");
  await waitFor(page, '[role="treeitem"]');
  await tabTo(page, '[role="treeitem"]');
  const all = await rows.count();
  // It comes with a transition.
  const ring = (): Promise<string> => page.evaluate("getComputedStyle(document.activeElement).boxShadow");
  await expect.poll(ring).toMatch(/ [1-9]\d*px/);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => rows.count()).toBe(1);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => rows.count()).toBe(all);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".span-details h3").textContent()).toContain(`${service}: step 1`);
});

test("a line shows what its service said before and after it", async () => {
  const page = await open(
    `/logs?${new URLSearchParams({ query: `{service_name="${service}"} |= "line 12 "` }).toString()}`,
  );
  await waitFor(page, ".log-row");
  await page.locator(".log-row").first().click();
  await page.getByRole("button", { name: "Lines around it" }).click();
  const around = page.locator(".log-context li");
  await expect.poll(() => around.count(), patience).toBe(21);
  const lines = (await around.allTextContents()).map((text) => Number(/line (\d+) of/.exec(text)?.[1]));
  expect(lines).toEqual(Array.from({ length: 21 }, (_, index) => 22 - index));
  expect(await page.locator('.log-context li[aria-current="true"]').textContent()).toContain("line 12 of 25");
});

test("the runbook of an alert is read here, and nothing in it can run", async () => {
  const page = await open("/alerts");
  await waitFor(page, '[data-alert="AccessTest"]');
  await page.locator('[data-alert="AccessTest"]').getByRole("link", { name: "Runbook" }).click();
  await expect.poll(() => new URL(page.url()).pathname).toBe("/runbooks/CpuHigh");
  await expect.poll(() => page.textContent("article h1").catch(() => ""), patience).toBe("CpuHigh");
  await page.locator("article").getByRole("link", { name: "Host" }).click();
  await expect.poll(() => new URL(page.url()).pathname).toBe("/d/otel-host");

  const markdown = `# x\n<img src=x onerror="document.title='run'"><script>document.title='run'</script>\n[l](javascript:alert(1))`;
  await page.route("**/api/runbooks/Hostile", (route) => route.fulfill({ json: { markdown } }));
  await page.goto(`${viewer.view.url}/runbooks/Hostile`);
  await waitFor(page, "article h1");
  expect(await page.innerHTML("article")).not.toMatch(/onerror=|<script|href="javascript/);
});

test("the links of alerts lead here, where there is no Grafana", async () => {
  const { prometheus, loki } = inject("stack").urls;
  const links = (await Promise.all([dashboardLinks(prometheus), dashboardLinks(`${loki}/prometheus`)])).flat();
  expect(links.length).toBeGreaterThan(30);
  expect(links.filter((link) => !link.startsWith(`${viewer.view.url}/d/`))).toEqual([]);
  const [link = ""] = links;
  const page = await open(new URL(link).pathname);
  await waitFor(page, "[data-panel]");
});

/** Of the rules that a server has loaded. */
async function dashboardLinks(server: string): Promise<string[]> {
  interface Answer {
    readonly data: {
      readonly groups: readonly { readonly rules: readonly { readonly annotations?: Record<string, string> }[] }[];
    };
  }
  const { data } = (await (await fetch(`${server}/api/v1/rules`)).json()) as Answer;
  return data.groups.flatMap(({ rules }) => rules.flatMap(({ annotations }) => annotations?.["dashboard_url"] ?? []));
}

async function open(path: string, viewport = { width: 1280, height: 900 }): Promise<Page> {
  const { page } = await viewer.open(path);
  onTestFinished(() => page.close());
  await page.setViewportSize(viewport);
  return page;
}

const mostTabs = 80;

/** Presses Tab until the focus is on such an element. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < mostTabs; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`expected Tab to reach ${selector}, did not within ${mostTabs} presses`);
}
