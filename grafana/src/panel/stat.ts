import { panelOf, type PanelBase, type PanelDef } from "./panel.ts";

export interface StatPanel extends PanelBase {
  /** The course behind the number; the query must then not be instant. */
  readonly sparkline?: boolean;
  readonly background?: boolean;
  readonly textMode?: "auto" | "value_and_name" | "name" | "value";
}

const reduce = { calcs: ["lastNotNull"], fields: "", values: false };

/** One big number, or one for each series. */
export function stat(panel: StatPanel): PanelDef {
  return panelOf(panel, {
    type: "stat",
    width: 4,
    height: 4,
    colorMode: "thresholds",
    options: {
      reduceOptions: reduce,
      orientation: "auto",
      colorMode: panel.background ? "background" : "value",
      graphMode: panel.sparkline ? "area" : "none",
      justifyMode: "auto",
      percentChangeColorMode: "standard",
      showPercentChange: false,
      textMode: panel.textMode ?? "auto",
      wideLayout: true,
    },
  });
}

/** A share of a limit as an arc; needs `min` and `max`. */
export function gauge(panel: PanelBase): PanelDef {
  return panelOf(
    { min: 0, ...panel },
    {
      type: "gauge",
      width: 6,
      height: 6,
      colorMode: "thresholds",
      options: {
        reduceOptions: reduce,
        orientation: "auto",
        barShape: "flat",
        barWidthFactor: 0.5,
        effects: {},
        minVizHeight: 75,
        minVizWidth: 75,
        segmentCount: 1,
        segmentSpacing: 0.3,
        shape: "gauge",
        showThresholdLabels: false,
        showThresholdMarkers: true,
        sizing: "auto",
      },
    },
  );
}

/** Bars beside each other, largest first: who uses most. */
export function bargauge(panel: PanelBase): PanelDef {
  return panelOf(
    { min: 0, ...panel },
    {
      type: "bargauge",
      width: 8,
      height: 8,
      colorMode: "thresholds",
      options: {
        reduceOptions: reduce,
        orientation: "horizontal",
        displayMode: "basic",
        legend: { showLegend: false, displayMode: "list", placement: "bottom", calcs: [] },
        maxVizHeight: 24,
        minVizHeight: 12,
        minVizWidth: 8,
        namePlacement: "left",
        showUnfilled: true,
        sizing: "manual",
        valueMode: "color",
      },
    },
  );
}

/** Shares of a whole; only for a handful of parts. */
export function piechart(panel: PanelBase): PanelDef {
  return panelOf(panel, {
    type: "piechart",
    width: 6,
    height: 8,
    options: {
      reduceOptions: reduce,
      orientation: "auto",
      displayLabels: ["percent"],
      legend: { showLegend: true, displayMode: "table", placement: "right", calcs: [], values: ["value"] },
      pieType: "donut",
      sort: "desc",
      tooltip: { mode: "single", sort: "none" },
    },
  });
}
