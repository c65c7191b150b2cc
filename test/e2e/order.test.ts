import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { drawTrace, expected } from "../../examples/shop/expected.ts";
import type { RunningShop } from "../../examples/shop/launch.ts";
import { eventsOf, exemplarTraceIds, issues, logLines, promQuery, searchTraces, traceSpans } from "./backends.ts";
import { placeOrder, startObservedShop, traceIdOfOrder } from "./shop.ts";

const patient = { timeout: 60_000, interval: 250 };
let shop: RunningShop;
let traceId: string;

beforeAll(async () => {
  shop = await startObservedShop();
  // A look at a product passes the gateway's cache.
  await (await fetch(new URL("/products/mug", shop.gatewayUrl))).text();
  const orderId = await placeOrder(shop);
  traceId = await vi.waitFor(() => traceIdOfOrder(orderId), patient);
});
afterAll(() => shop?.stop());

test("one order is one trace in Jaeger: every hop, parents right, no orphan, no noise", async () => {
  await expect.poll(async () => drawTrace(await traceSpans(traceId)), patient).toBe(expected.order.trace);
});

test("work in the background is a root of its own, not part of a request", async () => {
  const roots = async () =>
    (await searchTraces("shop-worker", 200)).filter((span) => span.parentSpanId === undefined).map((span) => span.kind);
  await expect.poll(roots, patient).toContain("client");
});

test("SQL reaches Jaeger without its literals", async () => {
  const texts = (await traceSpans(traceId)).flatMap((span) => span.attributes["db.query.text"] ?? []);
  expect(texts.length).toBeGreaterThan(3);
  expect(texts.join("\n")).not.toMatch(/'[^']|[^$\w]\d{2,}/u);
});

test("the lines of winston, pino and console of that order are in Loki with its trace and span", async () => {
  const query = expected.order.logs.logql.replace("${traceId}", traceId);
  const services = async () =>
    [...new Set((await logLines(query)).map(({ labels }) => labels["service_name"] ?? ""))].toSorted((a, b) =>
      a.localeCompare(b),
    );
  await expect.poll(services, patient).toEqual(expected.order.logs.services);
  const spanIds = new Set((await traceSpans(traceId)).map((span) => span.spanId));
  for (const { labels } of await logLines(query)) {
    expect(spanIds).toContain(labels["span_id"]);
    expect(labels["severity_text"] ?? labels["detected_level"]).toBeTruthy();
  }
});

describe("metrics in Prometheus", () => {
  test.for(expected.metrics)("$promql", async ({ promql, services }) => {
    const seen = async () => [...new Set((await promQuery(promql)).map(({ labels }) => labels["service_name"]))];
    await expect.poll(seen, patient).toEqual(expect.arrayContaining([...services]));
  });

  test("exemplars of the span metrics point at traces that Jaeger has", async () => {
    const ids = await vi.waitFor(async () => {
      const found = await exemplarTraceIds('traces_span_metrics_duration_seconds_bucket{service_name=~"shop-.*"}');
      if (found.length === 0) throw new Error("no exemplar yet");
      return found;
    }, patient);
    for (const id of [...new Set(ids)].slice(0, 5))
      await expect.poll(async () => (await traceSpans(id)).length, patient).toBeGreaterThan(0);
  });
});

describe("issues in the local Sentry", () => {
  test.for(expected.issues)("$text", async ({ product, card, text, service }) => {
    const find = async () => (await issues()).filter((issue) => issue.calculated_value.includes(text));
    const events = async () => (await find())[0]?.digested_event_count ?? 0;
    // The issue is there already when another shop has run on this stack.
    const before = await events();
    await shop.placeOrder(product, card);
    await expect.poll(events, patient).toBeGreaterThan(before);
    const once = await events();

    // A second occurrence groups into the same issue.
    await shop.placeOrder(product, card);
    await expect.poll(events, patient).toBeGreaterThan(once);
    const found = await find();
    expect(found).toHaveLength(1);

    const [event] = await eventsOf(found[0]?.id ?? "");
    const trace = (event?.["contexts"] as { trace?: { trace_id?: string; span_id?: string } } | undefined)?.trace;
    const spans = await vi.waitFor(async () => {
      const inTrace = await traceSpans(trace?.trace_id ?? "");
      expect(inTrace.map((span) => span.spanId)).toContain(trace?.span_id);
      return inTrace;
    }, patient);
    expect(spans.find((span) => span.spanId === trace?.span_id)?.service).toBe(service);
  });

  test("the customer's trouble is not ours: no issue", async () => {
    const before = (await issues()).map(({ id }) => id).toSorted();
    for (const { product, card } of expected["no-issues"]) await shop.placeOrder(product, card);
    // Something that does become an issue afterwards proves that the others had their time.
    await expect.poll(async () => (await issues()).map(({ id }) => id).toSorted(), patient).toEqual(before);
  });
});
