import { app } from "../../inventory/telemetry.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import { table } from "../../panel/table.ts";
import { timeseries } from "../../panel/timeseries.ts";
import { aWeekAgo, dashed, perMinute, perMinuteUnit } from "../parts/per-minute.ts";

const fedBy = "shop-plus";
const noValue = "no events in this time";
const feed = "Fed by business.count().";

/** How often each event happened in the chosen time. */
export function eventTotals(where: string): PanelDef {
  return stat({
    key: "event-totals",
    title: "Events in this time",
    description: `How often each business event happened in the chosen time. ${feed}`,
    fedBy,
    noValue,
    decimals: 0,
    width: 12,
    textMode: "value_and_name",
    queries: [promNow(`sum by (event) (increase(${app.businessEvents}{${where}}[$__range]))`, "{{event}}")],
  });
}

/** Rates, and whether they are what they were a week ago. */
export function eventPanels(where: string): PanelDef[] {
  const rate = (offset = ""): string => perMinute(`${app.businessEvents}{${where}}`, { by: "event", offset });
  return [
    timeseries({
      key: "event-rate",
      title: "Events a minute, now and a week ago",
      description: `How often each event happens; dashed, what it was a week earlier, once there is a week to look back. Good: the lines follow each other. One that falls to 0: customers cannot do this any more. ${feed}`,
      fedBy,
      noValue,
      unit: perMinuteUnit,
      width: 24,
      overrides: [dashed],
      queries: [prom(rate(), "{{event}}"), prom(rate(" offset 1w"), `{{event}} ${aWeekAgo}`)],
    }),
    weekTable(where),
  ];
}

function weekTable(where: string): PanelDef {
  const total = (offset = ""): string =>
    `sum by (job, event) (increase(${app.businessEvents}{${where}}[$__range]${offset}))`;
  return table({
    key: "event-table",
    title: "Each event, and the same time a week before",
    description: `Counts of the chosen time, of the same time a week earlier, and their quotient: 100 % is a week like the last one. Empty where nothing was recorded then. ${feed}`,
    fedBy,
    noValue: "–",
    width: 24,
    height: 7,
    sortBy: "in this time",
    columns: [
      { field: "event", title: "event" },
      { field: "job", title: "service" },
      { field: "Value #A", title: "in this time", decimals: 0 },
      { field: "Value #B", title: "a week before", decimals: 0 },
      { field: "Value #C", title: "of last week", unit: "percentunit" },
    ],
    queries: [promNow(total()), promNow(total(" offset 1w")), promNow(`${total()} / (${total(" offset 1w")} > 0)`)],
  });
}
