// node test/pictures/main.ts [--port-offset N] [NAME…]: pictures of what runs, from the viewer, into docs/pictures.
// The stack must have been up for half an hour, with both shops, so that the charts have curves.
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { defaultConfig } from "../../grafana/src/config.ts";
import { dashboards } from "../../grafana/src/dashboards/index.ts";
import { stackPaths } from "../../packages/cli/src/stack/home.ts";
import { readState } from "../../packages/cli/src/stack/state.ts";
import { openViewer, type ViewInBrowser } from "../e2e/browser.ts";

const folder = join(import.meta.dirname, "../../docs/pictures");
const range = "from=now-30m&to=now&refresh=off";
/** What lies below is more of the same; a picture should stay small, and readable in a page. */
const viewport = { width: 1400, height: 1100 };
const settleMillis = 1500;
const patienceMillis = 60_000;
// Dashboards that show one service: the one in which all panels have something to show.
const choices: Readonly<Record<string, string>> = { "otel-service": "&var-job=shop%2Fshop-gateway" };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "port-offset": { type: "string", default: "0" } },
});
const paths = await stackPaths({ env: process.env, portOffset: Number(values["port-offset"]) });
const state = await readState(paths.stateFile);
if (state === undefined) throw new Error(`no stack is up in ${paths.root}; npm start, and run this again`);

const dark = await openViewer(state, { colorScheme: "dark", viewport });
try {
  for (const source of dashboards) {
    const { uid } = source(defaultConfig);
    await dashboard(dark, uid, uid.replace("otel-", ""));
  }
  await page(dark, "/logs?from=now-30m&to=now", "logs-page", ".log-rows li");
  await trace(dark);
} finally {
  await dark.close();
}
const light = await openViewer(state, { colorScheme: "light", viewport });
try {
  await dashboard(light, "otel-overview", "overview-light");
} finally {
  await light.close();
}

/** All of them, or those that are named. */
function isWanted(name: string): boolean {
  return positionals.length === 0 || positionals.includes(name);
}

async function dashboard(viewer: ViewInBrowser, uid: string, name: string): Promise<void> {
  if (!isWanted(name)) return;
  viewer.context.setDefaultTimeout(patienceMillis);
  const { page: opened } = await viewer.open(`/d/${uid}?${range}${choices[uid] ?? ""}`);
  await opened.waitForSelector('[data-panel][data-state="done"]');
  const end = performance.now() + patienceMillis;
  while ((await opened.locator('[data-state="loading"]').count()) > 0 && performance.now() < end)
    await opened.waitForTimeout(250);
  await shoot(opened, name);
}

async function page(viewer: ViewInBrowser, path: string, name: string, sign: string): Promise<void> {
  if (!isWanted(name)) return;
  viewer.context.setDefaultTimeout(patienceMillis);
  const { page: opened } = await viewer.open(path);
  await opened.waitForSelector(sign);
  await shoot(opened, name);
}

/** An order on its way through all services of the shop. */
async function trace(viewer: ViewInBrowser): Promise<void> {
  if (!isWanted("trace")) return;
  viewer.context.setDefaultTimeout(patienceMillis);
  const { page: opened } = await viewer.open(
    "/traces?service=shop-gateway&operation=POST%20/orders&from=now-30m&to=now",
  );
  const whole = opened.locator(".trace-list li", { hasText: "shop-worker" }).first();
  await whole.getByRole("link").first().click();
  await opened.waitForSelector('[role="treeitem"]');
  await opened.waitForSelector(".log-rows li");
  await shoot(opened, "trace");
}

async function shoot(opened: Page, name: string): Promise<void> {
  await opened.waitForTimeout(settleMillis);
  await opened.screenshot({ path: join(folder, `${name}.png`) });
  await opened.close();
}
