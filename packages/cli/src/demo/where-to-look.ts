import { lokiQueryUrl, prometheusQueryUrl, traceUrl } from "./look.ts";
import type { Shop } from "./shop.ts";
import type { DemoTarget } from "./target.ts";

/** What was seen of one order. */
export interface Seen {
  readonly traceId: string;
  readonly orderId: string;
  readonly promql: string;
  /** Absent on a stack without Bugsink. */
  readonly issueUrl?: string;
}

/** The 95th percentile of request durations, by service and route. */
export const latencyQuery: string =
  'histogram_quantile(0.95, sum by (le, service_name, http_route) (rate(http_server_request_duration_seconds_bucket{service_name=~"shop-.*"}[1m])))';

/** The lines that tell a person where to find the order, each address ready to be copied. */
export function whereToLook(target: DemoTarget, shop: Pick<Shop, "gatewayUrl">, seen: Seen): string[] {
  const flags = target.cliFlags.map((flag) => ` ${flag}`).join("");
  const logql = `{service_namespace="shop"} | trace_id="${seen.traceId}"`;
  return [
    "",
    `one order, from the request to the worker: trace ${seen.traceId}`,
    `  draw it     npx otelstack trace ${seen.traceId}${flags}`,
    `  address     ${target.tracePage?.(seen.traceId) ?? traceUrl(target, seen.traceId).href}`,
    `its log lines (LogQL): ${logql}`,
    `  read them   curl -s '${lokiQueryUrl(target, logql).href}'`,
    `95 % of requests are faster than (PromQL): ${seen.promql}`,
    `  ask         curl -s '${prometheusQueryUrl(target, seen.promql).href}'`,
    ...(seen.issueUrl === undefined ? [] : [`a provoked failure as an issue: ${seen.issueUrl}`]),
    `order yourself: curl -s ${shop.gatewayUrl}/orders -H 'content-type: application/json' -d '{"productId":"lamp","quantity":1,"paymentMethod":"pm_card_visa"}'`,
    "what else can go wrong on purpose: examples/shop/README.md",
    "Ctrl-C ends the demo",
  ];
}
