import { panelOf, type PanelBase, type PanelDef } from "./panel.ts";

export interface TimeSeriesPanel extends PanelBase {
  readonly stack?: boolean;
  readonly draw?: "line" | "bars" | "points";
  /** The threshold as a dashed line; default when there are thresholds. */
  readonly showThresholds?: boolean;
  /** The legend as a table with last and maximum; default with more than a few series. */
  readonly legend?: "list" | "table" | "hidden";
}

/** Lines over time. */
export function timeseries(panel: TimeSeriesPanel): PanelDef {
  const { stack = false, draw = "line", showThresholds = panel.thresholds !== undefined, legend = "table" } = panel;
  return panelOf(
    { min: 0, ...panel },
    {
      type: "timeseries",
      width: 8,
      height: 8,
      custom: {
        drawStyle: draw,
        lineWidth: 1,
        fillOpacity: stack || draw === "bars" ? 60 : 8,
        showPoints: "auto",
        pointSize: 4,
        spanNulls: false,
        axisSoftMin: 0,
        // A share that is 0 all the time would otherwise have an axis up to 10000 %.
        ...(panel.unit === "percentunit" && { axisSoftMax: 0.01 }),
        stacking: { mode: stack ? "normal" : "none", group: "A" },
        thresholdsStyle: { mode: showThresholds ? "dashed" : "off" },
      },
      options: {
        legend: {
          showLegend: legend !== "hidden",
          displayMode: legend === "hidden" ? "list" : legend,
          placement: "bottom",
          calcs: legend === "table" ? ["lastNotNull", "max"] : [],
        },
        tooltip: { mode: "multi", sort: "desc" },
      },
    },
  );
}
