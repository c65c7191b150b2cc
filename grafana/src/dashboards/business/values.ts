import { app } from "../../inventory/telemetry.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import { table } from "../../panel/table.ts";
import { timeseries } from "../../panel/timeseries.ts";
import { perMinute } from "../parts/per-minute.ts";

const fedBy = "shop-plus";
const noValue = "no values in this time";
const feed = "Fed by business.record().";
const legend = "{{event}}, {{unit}}";
const { bucket, count, sum } = app.businessValue;

/** What all events of a kind were worth together. */
export function valueTotals(where: string): PanelDef {
  return stat({
    key: "value-totals",
    title: "Value in this time",
    description: `The values of each kind of event added up over the chosen time, in the unit that the application names. ${feed}`,
    fedBy,
    noValue,
    width: 12,
    textMode: "value_and_name",
    queries: [promNow(`sum by (event, unit) (increase(${sum}{${where}}[$__range]))`, legend)],
  });
}

/** Sum, average and spread. */
export function valuePanels(where: string): PanelDef[] {
  const quantile = (share: number, range: string): string =>
    `histogram_quantile(${share}, sum by (event, unit, le) (rate(${bucket}{${where}}[${range}])))`;
  const total = (series: string, range: string): string =>
    `sum by (event, unit) (increase(${series}{${where}}[${range}]))`;
  const average = (range: string): string => `${total(sum, range)} / (${total(count, range)} > 0)`;
  return [
    timeseries({
      key: "value-rate",
      title: "Value a minute",
      description: `What comes in a minute, by event and unit. ${feed}`,
      fedBy,
      noValue,
      queries: [prom(perMinute(`${sum}{${where}}`, { by: "event, unit" }), legend)],
    }),
    timeseries({
      key: "value-average",
      title: "Average value",
      description: `The value of one event on average. A jump is a change of prices, of customers, or a mistake. ${feed}`,
      fedBy,
      noValue,
      queries: [prom(average("$__rate_interval"), legend)],
    }),
    timeseries({
      key: "value-quantiles",
      title: "Median and 95th percentile",
      description: `Half of the events are worth less than the median, one in twenty more than the 95th percentile; estimated from buckets. ${feed}`,
      fedBy,
      noValue,
      queries: [
        prom(quantile(0.5, "$__rate_interval"), `median ${legend}`),
        prom(quantile(0.95, "$__rate_interval"), `p95 ${legend}`),
      ],
    }),
    table({
      key: "value-table",
      title: "Values of the chosen time",
      description: `Number, sum, average, median and 95th percentile of each kind of event. ${feed}`,
      fedBy,
      noValue: "–",
      width: 24,
      height: 6,
      sortBy: "sum",
      columns: [
        { field: "event", title: "event" },
        { field: "unit", title: "unit" },
        { field: "Value #A", title: "number", decimals: 0 },
        { field: "Value #B", title: "sum" },
        { field: "Value #C", title: "average" },
        { field: "Value #D", title: "median" },
        { field: "Value #E", title: "p95" },
      ],
      queries: [
        promNow(total(count, "$__range")),
        promNow(total(sum, "$__range")),
        promNow(average("$__range")),
        promNow(quantile(0.5, "$__range")),
        promNow(quantile(0.95, "$__range")),
      ],
    }),
  ];
}
