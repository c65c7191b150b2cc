import type { PanelDef } from "../../panel/panel.ts";
import { loki } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import { chosenLogs, errorLevels } from "../parts/logs.ts";
import { chosenLines, source } from "./chosen.ts";

const inTime = "in the chosen time";

/** How much is said, and how bad it sounds. */
export function headline(): PanelDef[] {
  return [...found(), ...said()];
}

function found(): PanelDef[] {
  return [
    stat({
      key: "found",
      title: "Lines found",
      description: `Log lines ${inTime} that match the search, level and trace above. ${source}`,
      unit: "short",
      noValue: "0",
      width: 5,
      queries: [count(chosenLines)],
    }),
    stat({
      key: "errors",
      title: "Errors",
      description: `Log lines of level error and above ${inTime}, whatever the search. ${source}`,
      unit: "short",
      noValue: "0",
      width: 5,
      queries: [count(`${chosenLogs} | ${errorLevels}`)],
    }),
    stat({
      key: "warnings",
      title: "Warnings",
      description: `Log lines of level warning ${inTime}, whatever the search. ${source}`,
      unit: "short",
      noValue: "0",
      width: 5,
      queries: [count(`${chosenLogs} | detected_level=~"warn|warning"`)],
    }),
  ];
}

function said(): PanelDef[] {
  const all = `sum(count_over_time(${chosenLogs} [$__range]))`;
  return [
    stat({
      key: "services",
      title: "Services that log",
      description: `Services with at least one line ${inTime}. ${source}`,
      unit: "short",
      noValue: "0",
      width: 4,
      queries: [
        loki(`count(sum by (service_name) (count_over_time(${chosenLogs} [$__range])))`, undefined, { instant: true }),
      ],
    }),
    stat({
      key: "with-trace",
      title: "Lines with a trace",
      description: `Share of the lines ${inTime} that were written while a request or message was handled and so lead to its trace. Lines of start-up and timers do not. ${source}`,
      unit: "percentunit",
      noValue: "no log lines",
      width: 5,
      queries: [
        loki(`sum(count_over_time(${chosenLogs} | trace_id!="" [$__range])) / ${all}`, undefined, { instant: true }),
      ],
    }),
  ];
}

function count(lines: string): ReturnType<typeof loki> {
  return loki(`sum(count_over_time(${lines} [$__range]))`, undefined, { instant: true });
}
