import type { Attributes } from "@opentelemetry/api";
import { metricNames } from "../../names.ts";
import { meter } from "./telemetry.ts";

/** Requests of one method and scheme that are being answered: two additions per request, read at collection. */
export interface ActiveRequests {
  readonly attributes: Attributes;
  count: number;
}

const series = new Map<string, ActiveRequests>();

/** The count of one method and scheme. */
export function activeRequests(method: string, scheme: string): ActiveRequests {
  if (series.size === 0) observe();
  const key = `${method} ${scheme}`;
  let active = series.get(key);
  if (active === undefined) {
    active = { attributes: { "http.request.method": method, "url.scheme": scheme }, count: 0 };
    series.set(key, active);
  }
  return active;
}

function observe(): void {
  const requests = meter().createObservableUpDownCounter(metricNames.httpServerActiveRequests, {
    unit: "{request}",
    description: "HTTP requests that are being answered",
  });
  requests.addCallback((result) => {
    for (const { attributes, count } of series.values()) result.observe(count, attributes);
  });
}
