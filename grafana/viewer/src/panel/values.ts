import { type FieldDisplay, getFieldDisplayValues, type GrafanaTheme2 } from "@grafana/data";
import type { PanelProps } from "./types.ts";

/** The values that stat, gauge, bar gauge and pie chart show. */
export function displayValues({ panel, frames, replace }: PanelProps, theme: GrafanaTheme2): FieldDisplay[] {
  return getFieldDisplayValues({
    fieldConfig: { overrides: [], defaults: {}, ...panel.fieldConfig },
    reduceOptions: { calcs: ["lastNotNull"], ...panel.options?.["reduceOptions"] },
    replaceVariables: replace,
    theme,
    data: frames,
    sparkline: true,
    timeZone: "browser",
  });
}

/** Columns and rows for so many equal tiles. */
export function tiles(
  count: number,
  width: number,
  height: number,
): { readonly columns: number; readonly rows: number } {
  let best = { columns: 1, rows: count, side: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const side = Math.min(width / columns, (height / rows) * 2);
    if (side > best.side) best = { columns, rows, side };
  }
  return best;
}
