import { panelOf, type PanelBase, type PanelDef } from "./panel.ts";

/** How durations spread over time; one query with `format: "heatmap"`, `sum by (le) (rate(…_bucket[…]))`. */
export function heatmap(panel: PanelBase): PanelDef {
  const { unit = "s", ...base } = panel;
  return panelOf(base, {
    type: "heatmap",
    width: 12,
    height: 8,
    options: {
      calculate: false,
      cellGap: 1,
      cellValues: {},
      color: {
        mode: "scheme",
        scheme: "Cividis",
        exponent: 0.5,
        fill: "dark-orange",
        reverse: false,
        scale: "exponential",
        steps: 64,
      },
      exemplars: { color: "rgba(255,0,255,0.7)" },
      filterValues: { le: 1e-9 },
      legend: { show: true },
      rowsFrame: { layout: "auto" },
      showValue: "never",
      tooltip: { mode: "single", yHistogram: true, showColorScale: true },
      yAxis: { axisPlacement: "left", reverse: false, unit },
    },
  });
}

/** States as coloured bands: breakers, alerts, parts that are up. Give `mappings`. */
export function stateTimeline(panel: PanelBase): PanelDef {
  return panelOf(panel, {
    type: "state-timeline",
    width: 12,
    height: 6,
    colorMode: "thresholds",
    custom: { fillOpacity: 80, lineWidth: 0 },
    options: {
      alignValue: "left",
      legend: { showLegend: false, displayMode: "list", placement: "bottom", calcs: [] },
      mergeValues: true,
      rowHeight: 0.85,
      showValue: "auto",
      tooltip: { mode: "single", sort: "none" },
    },
  });
}
