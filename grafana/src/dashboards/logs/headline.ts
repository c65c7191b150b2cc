import type { PanelDef } from "../../panel/panel.ts";
import { loki } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import { levelColors } from "../parts/statuses.ts";
import { chosenLines, source } from "./chosen.ts";

/** How much is said, and how bad it sounds: one pass over the lines for all levels. */
export function headline(): PanelDef[] {
  return [
    stat({
      key: "found",
      title: "Lines found",
      description: `Log lines in the chosen time that match the search, level and trace above, by level. No errors is good. ${source}`,
      unit: "short",
      noValue: "no line matches",
      width: 24,
      textMode: "value_and_name",
      overrides: levelColors,
      queries: [
        loki(`sum by (detected_level) (count_over_time(${chosenLines} [$__range]))`, "{{detected_level}}", {
          instant: true,
        }),
      ],
    }),
  ];
}
