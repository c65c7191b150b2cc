import { type FieldDisplay, getFieldDisplayValues, type GrafanaTheme2 } from "@grafana/data";
import { asText } from "./readable.ts";
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

/** The same values in colours in which text can be read, by default on the panel. */
export function readableValues(
  props: PanelProps,
  theme: GrafanaTheme2,
  readable: (color: string) => string = (color) => asText(color, theme),
): FieldDisplay[] {
  return displayValues(props, theme).map((value) => {
    const { color } = value.display;
    return color === undefined ? value : { ...value, display: { ...value.display, color: readable(color) } };
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
