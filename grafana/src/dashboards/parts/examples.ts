import { spans } from "../../inventory/span-metrics.ts";
import { prom, type Query } from "../../panel/query.ts";
import type { OverrideJson } from "../../panel/schema.ts";

const legend = "example traces";

/**
 * Dots on a chart of durations that lead to traces. The metrics that applications record carry no exemplars, those that
 * the collector derives from spans do: this series brings the dots, and its own line is not drawn.
 */
export function exampleTraces(where: string): Query {
  return prom(
    `histogram_quantile(0.95, sum by (le) (rate(${spans.duration.bucket}{${where}}[$__rate_interval])))`,
    legend,
    { exemplar: true, refId: "Traces" },
  );
}

/** Hides the line of {@link exampleTraces}. */
export const onlyDots: OverrideJson = {
  matcher: { id: "byName", options: legend },
  properties: [
    { id: "custom.lineWidth", value: 0 },
    { id: "custom.fillOpacity", value: 0 },
    { id: "custom.showPoints", value: "never" },
    { id: "custom.hideFrom", value: { legend: true, tooltip: true, viz: false } },
  ],
};
