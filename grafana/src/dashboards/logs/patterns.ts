import type { Row } from "../../dashboard/definition.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { loki } from "../../panel/query.ts";
import { table } from "../../panel/table.ts";
import { timeseries } from "../../panel/timeseries.ts";
import { asPatterns } from "../parts/logs.ts";
import { chosenLines, source } from "./chosen.ts";

const trouble = `${chosenLines} | detected_level=~"warn|warning|error|fatal|critical"`;
const labels = "service_name, detected_level, message";

/** The same message with other ids and numbers is the same message. */
export function patterns(): Row[] {
  return [
    { title: "Messages that repeat: warnings and errors", panels: [overTime(), top("trouble", trouble)] },
    { title: "Messages that repeat: all levels", collapsed: true, panels: [top("all", chosenLines)] },
  ];
}

function top(key: string, lines: string): PanelDef {
  return table({
    key: `patterns-${key}`,
    title: key === "all" ? "Most frequent messages of all levels" : "Most frequent warnings and errors",
    description: `Messages in the chosen time, ids and numbers replaced by “…”, most frequent first. One that is usually not here is the clue. ${source}`,
    width: key === "all" ? 24 : 14,
    height: key === "all" ? 12 : 9,
    noValue: "no line matches",
    sortBy: "Lines",
    queries: [
      loki(`topk(50, sum by (${labels}) (count_over_time(${asPatterns(lines)} [$__range])))`, undefined, {
        instant: true,
      }),
    ],
    columns: [
      { field: "detected_level", title: "Level", width: 80 },
      { field: "service_name", title: "Service", width: 150 },
      { field: "message", title: "Message" },
      { field: "Value", title: "Lines", unit: "short", width: 90 },
    ],
  });
}

function overTime(): PanelDef {
  return timeseries({
    key: "patterns-over-time",
    title: "Most frequent messages over time",
    description: `The ten most frequent warnings and errors, ids and numbers replaced by “…”: when each began. ${source}`,
    unit: "short",
    noValue: "no line matches",
    width: 10,
    height: 9,
    stack: true,
    draw: "bars",
    queries: [
      loki(`topk(10, sum by (message) (count_over_time(${asPatterns(trouble)} [$__interval])))`, "{{message}}"),
    ],
  });
}
