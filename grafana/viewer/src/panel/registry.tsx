import type { ComponentType } from "react";
import { BarGaugePanel } from "./bar-gauge.tsx";
import { GaugePanel } from "./gauge.tsx";
import { HeatmapPanel } from "./heatmap.tsx";
import { LogsPanel } from "./logs.tsx";
import { PiePanel } from "./pie.tsx";
import { StatPanel } from "./stat.tsx";
import { StateTimelinePanel } from "./state-timeline.tsx";
import { TablePanel } from "./table.tsx";
import { TextPanel } from "./text.tsx";
import { TimeSeriesPanel } from "./time-series.tsx";
import type { PanelProps } from "./types.ts";

/** Panel types of dashboard JSON that the viewer draws; any other says in its place that it is not drawn. */
export const panelTypes: Readonly<Record<string, ComponentType<PanelProps>>> = {
  bargauge: BarGaugePanel,
  gauge: GaugePanel,
  heatmap: HeatmapPanel,
  logs: LogsPanel,
  piechart: PiePanel,
  stat: StatPanel,
  "state-timeline": StateTimelinePanel,
  table: TablePanel,
  text: TextPanel,
  timeseries: TimeSeriesPanel,
};
