import type { Attributes } from "@opentelemetry/api";
import { metricNames } from "../../names.ts";
import { meter } from "./telemetry.ts";

/** Requests of one method and scheme that are being answered. */
export interface ActiveRequests {
  readonly attributes: Attributes;
  count: number;
}

const series = new Map<string, ActiveRequests>();

/** A request began. Counted in a field that is read at collection: two additions per request cost nothing. */
export function requestBegan(method: string, scheme: string): ActiveRequests {
  if (series.size === 0) observe();
  const key = `${method} ${scheme}`;
  let active = series.get(key);
  if (active === undefined) {
    active = { attributes: { "http.request.method": method, "url.scheme": scheme }, count: 0 };
    series.set(key, active);
  }
  active.count++;
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
