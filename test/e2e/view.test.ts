import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import type { RunningShop } from "../../examples/shop/launch.ts";
import type { StackState } from "../../packages/cli/src/stack/state.ts";
import { type OpenPage, openViewer, type ViewInBrowser } from "./browser.ts";
import { placeOrder, startObservedShop, traceIdOfOrder } from "./shop.ts";
import { raiseAlerts } from "./raise-alert.ts";

const patience = { timeout: 60_000, interval: 500 };

let viewer: ViewInBrowser;
let shop: RunningShop;
/** Between the viewer and Prometheus: can be cut. */
let line: Line;

beforeAll(async () => {
  const stack = inject("stack");
  line = await startLine(Number(new URL(stack.urls.prometheus).port));
  const urls = { ...stack.urls, prometheus: line.url };
  viewer = await openViewer({ ...stack, urls } satisfies StackState);
  shop = await startObservedShop();
  await shop.startTraffic(3);
});

afterAll(async () => {
  await shop?.stop();
  await viewer?.close();
  await line?.close();
});

test("without the token of the installation nothing is shown", async () => {
  const stranger = await viewer.browser.newContext();
  onTestFinished(() => stranger.close());
  const page = await stranger.newPage();
  expect((await page.goto(viewer.view.url))?.status()).toBe(401);
  expect(await page.textContent("body")).toContain("opens with the address that otelstack view prints");
  expect((await page.request.get(`${viewer.view.url}/api/prometheus/query?query=up`)).status()).toBe(401);
});

test("the overview shows the services in numbers, and leads to one of them", async () => {
  const { page } = await open("/");
  const services = page.locator('[data-panel][data-type="table"]').first();
  await expect.poll(() => services.textContent(), patience).toContain("shop/shop-gateway");
  await services.getByRole("link", { name: "shop/shop-gateway" }).click();
  await expect.poll(() => decodeURIComponent(page.url())).toContain("/d/otel-service?var-job=shop/shop-gateway");
  await expect.poll(() => page.locator("h1").textContent()).toBe("Service");
});

test("time range and variables change the questions that are asked", async () => {
  const { page } = await open("/d/otel-service?from=now-15m&to=now");
  await expect.poll(() => page.locator('[data-state="done"]').count(), patience).toBeGreaterThan(3);
  // The first page may still have questions on the way.
  const [earlier] = await Promise.all([
    page.waitForRequest(
      (request) =>
        request.url().includes("/api/prometheus/query_range") &&
        decodeURIComponent(request.url()).includes('job=~"shop/shop-orders"'),
    ),
    page.goto(`${viewer.view.url}/d/otel-service?from=now-6h&to=now-3h&var-job=shop%2Fshop-orders`),
  ]);
  const { searchParams } = new URL(earlier.url());
  expect(Number(searchParams.get("end"))).toBeLessThan(Date.now() / 1000 - 2 * 3600);
});

test("from an exemplar to the trace, to its log lines, and back", async () => {
  const order = await placeOrder(shop);
  const traceId = await expect
    .poll(() => traceIdOfOrder(order).catch(() => undefined), patience)
    .toBeDefined()
    .then(() => traceIdOfOrder(order));
  const { page } = await open("/d/otel-service?from=now-15m&to=now&var-job=shop%2Fshop-gateway");
  const exemplar = page.locator("a.exemplar").first();
  await expect
    .poll(async () => {
      await page.getByTestId("data-testid RefreshPicker run button").click();
      return page.locator("a.exemplar").count();
    }, patience)
    .toBeGreaterThan(0);
  const address = await exemplar.getAttribute("href");
  await exemplar.dispatchEvent("click");
  await expect.poll(() => new URL(page.url()).pathname).toBe(address);
  await expect.poll(() => page.getByRole("treeitem").count(), patience).toBeGreaterThan(1);
  await page.goBack();
  await expect.poll(() => page.locator("h1").textContent()).toBe("Service");

  await page.goto(`${viewer.view.url}/traces/${traceId}`);
  await expect.poll(() => page.getByRole("treeitem").count(), patience).toBeGreaterThan(5);
  await expect.poll(() => page.locator(".log-rows").textContent(), patience).toContain("order placed");
  await page.getByRole("link", { name: "Open them in Logs" }).click();
  await expect.poll(() => page.locator(".log-rows li").count(), patience).toBeGreaterThan(0);
  await page.locator(".log-row").first().click();
  await page.getByRole("link", { name: "Show the trace" }).click();
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/traces/${traceId}`);
});

test("an alert is silenced from the page, and the silence is ended there", async () => {
  const { alertmanager } = inject("stack").urls;
  const name = "ViewerTestAlert";
  const alert = {
    labels: { alertname: name, severity: "warning" },
    annotations: { summary: "A test" },
  };
  await raiseAlerts(alertmanager, [alert]);
  const { page } = await open("/alerts?refresh=1s");
  const item = page.locator(`[data-alert="${name}"]`);
  await expect.poll(() => item.getAttribute("data-alert-state").catch(() => ""), patience).toBe("firing");
  await item.getByRole("button", { name: "Silence", exact: true }).click();
  await item.getByLabel("Why").fill("the viewer's test");
  await item.getByRole("button", { name: "Silence it" }).click();
  const silences = async (): Promise<string[]> => {
    const all = (await (await fetch(`${alertmanager}/api/v2/silences`)).json()) as {
      comment: string;
      status: { state: string };
    }[];
    return all.filter(({ comment }) => comment === "the viewer's test").map(({ status }) => status.state);
  };
  await expect.poll(silences, patience).toEqual(["active"]);
  await expect.poll(() => item.getAttribute("data-alert-state"), patience).toBe("silenced");
  await page
    .locator("[data-silence]", { hasText: "the viewer's test" })
    .getByRole("button", { name: "End the silence" })
    .click();
  await expect.poll(silences, patience).toEqual(["expired"]);
});

test("what only another page could ask is refused", async () => {
  const cookie = (await viewer.context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const post = (headers: Record<string, string>): Promise<number> =>
    fetch(`${viewer.view.url}/api/alertmanager/silences`, {
      method: "POST",
      headers: { cookie, ...headers },
      body: "{}",
    }).then(({ status }) => status);
  expect(await post({ "content-type": "application/json" })).toBe(403);
  expect(await post({ "x-otelstack-view": "1", origin: "http://evil.example" })).toBe(403);
  expect(await post({ "x-otelstack-view": "1" })).toBe(422); // Alertmanager's own word about an empty silence.
  const asked = (path: string): Promise<number> =>
    fetch(`${viewer.view.url}${path}`, { headers: { cookie } }).then(({ status }) => status);
  expect(await asked("/api/prometheus/../../-/reload")).toBe(200); // No such path reaches it: this is the page.
  expect(await asked("/api/prometheus/admin/tsdb/snapshot")).toBe(404);
  expect(await asked("/api/loki/push")).toBe(404);
});

test("a Prometheus that is gone is said in the panels, and they recover", async () => {
  const { page } = await open("/?from=now-15m&to=now&refresh=1s");
  const errors = page.locator('[data-panel][data-state="error"]');
  await expect.poll(() => page.locator('[data-panel][data-state="done"]').count(), patience).toBeGreaterThan(3);
  await line.cut();
  await expect.poll(() => errors.count(), patience).toBeGreaterThan(3);
  await line.join();
  await expect.poll(() => errors.count(), patience).toBe(0);
  await expect.poll(() => page.locator('[data-panel][data-state="done"]').count(), patience).toBeGreaterThan(3);
});

/** A page that is closed when its test ends. */
async function open(path: string): Promise<OpenPage> {
  const opened = await viewer.open(path);
  onTestFinished(() => opened.page.close());
  return opened;
}

interface Line {
  readonly url: string;
  cut(): Promise<void>;
  join(): Promise<void>;
  close(): Promise<void>;
}

/** Passes bytes on to a port of this machine, until it is cut. */
async function startLine(to: number): Promise<Line> {
  const sockets = new Set<Socket>();
  const make = (): Server =>
    createServer((near) => {
      const far = connect(to, "127.0.0.1");
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on("error", () => socket.destroy());
        socket.on("close", () => sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
  const listen = (server: Server, port: number): Promise<number> =>
    new Promise((resolve) => {
      server.listen(port, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
    });
  let server = make();
  const port = await listen(server, 0);
  const cut = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    join: async () => {
      server = make();
      await listen(server, port);
    },
    close: () => (server.listening ? cut() : Promise.resolve()),
  };
}
