import { logs } from "../../panel/logs.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { loki } from "../../panel/query.ts";
import { table } from "../../panel/table.ts";
import { timeseries } from "../../panel/timeseries.ts";
import { asPatterns, chosenLogs, errorLevels } from "../parts/logs.ts";

const lines = `${chosenLogs} | ${errorLevels}`;
const source = "Fed by winston, pino, bunyan or console under the preload.";
const noValue = "no error was logged in this time";

/** What the code said when it failed. */
export function exceptions(): PanelDef[] {
  return [
    timeseries({
      key: "exceptions",
      title: "Errors logged, by class",
      description: `Log lines of level error and above, by the class of their exception; without one: no exception was logged. ${source}`,
      unit: "short",
      noValue,
      stack: true,
      draw: "bars",
      queries: [
        loki(
          `sum by (service_name, exception_type) (count_over_time(${lines} [$__interval]))`,
          "{{service_name}} {{exception_type}}",
        ),
      ],
    }),
    table({
      key: "messages",
      title: "Error messages",
      description: `The most frequent messages of level error and above, ids and numbers replaced by “…”. ${source}`,
      width: 16,
      noValue,
      sortBy: "Lines",
      queries: [
        loki(`topk(25, sum by (service_name, message) (count_over_time(${asPatterns(lines)} [$__range])))`, undefined, {
          instant: true,
        }),
      ],
      columns: [
        { field: "service_name", title: "Service", width: 160 },
        {
          field: "message",
          title: "Message",
        },
        { field: "Value", title: "Lines", unit: "short", width: 90 },
      ],
    }),
    logs({
      key: "lines",
      title: "Error log lines",
      description: `Log lines of level error and above, newest first; open one for its stack trace and the way to its trace. ${source}`,
      noValue,
      queries: [loki(lines)],
    }),
  ];
}
