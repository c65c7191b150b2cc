import { logs } from "../../panel/logs.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { loki } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import { chosenLogs } from "../parts/logs.ts";
import { levelColors } from "../parts/statuses.ts";

/** What the service said meanwhile, each line with the way to its trace. */
export function logLines(): PanelDef[] {
  return [
    timeseries({
      key: "log-volume",
      title: "Log lines by level",
      description: "Log lines of the service, by level. Fed by winston, pino, bunyan or console under the preload.",
      unit: "short",
      noValue: "no log lines",
      stack: true,
      draw: "bars",
      overrides: levelColors,
      queries: [loki(`sum by (detected_level) (count_over_time(${chosenLogs} [$__interval]))`, "{{detected_level}}")],
    }),
    logs({
      key: "logs",
      title: "Warnings and errors",
      description:
        "Log lines from warning on, newest first; open one for its fields and its trace. Fed by winston, pino, bunyan or console under the preload.",
      noValue: "no warnings or errors in this time",
      width: 16,
      height: 8,
      queries: [loki(`${chosenLogs} | detected_level=~"warn|warning|error|fatal|critical"`)],
    }),
  ];
}
