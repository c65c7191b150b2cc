import { logs } from "../../panel/logs.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { loki } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import { levelColors } from "../parts/statuses.ts";
import { chosenLines, source } from "./chosen.ts";

/** When there was more than usual, and of whom. */
export function volume(): PanelDef[] {
  return [
    timeseries({
      key: "by-level",
      title: "Lines by level",
      description: `Log lines that match, by level. ${source}`,
      unit: "short",
      noValue: "no line matches",
      width: 12,
      stack: true,
      draw: "bars",
      overrides: levelColors,
      queries: [loki(`sum by (detected_level) (count_over_time(${chosenLines} [$__interval]))`, "{{detected_level}}")],
    }),
    timeseries({
      key: "by-service",
      title: "Lines by service",
      description: `Log lines that match, by service. ${source}`,
      unit: "short",
      noValue: "no line matches",
      width: 12,
      stack: true,
      draw: "bars",
      queries: [loki(`sum by (service_name) (count_over_time(${chosenLines} [$__interval]))`, "{{service_name}}")],
    }),
  ];
}

/** The lines themselves. */
export function lines(): PanelDef {
  return logs({
    key: "lines",
    title: "Lines",
    description: `Log lines that match, newest first. Open one for its fields; “Show the trace” leads to what was going on. ${source}`,
    noValue: "no line matches",
    height: 14,
    queries: [loki(chosenLines)],
  });
}
