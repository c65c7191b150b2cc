// Grafana's own types, used as types only: nothing of Grafana runs here.
import type * as schema from "@grafana/schema";
import type { Options as BarGauge } from "@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
import type { Options as Gauge } from "@grafana/schema/dist/esm/raw/composable/gauge/panelcfg/x/GaugePanelCfg_types.gen";
import type { Options as Heatmap } from "@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen";
import type { Options as Logs } from "@grafana/schema/dist/esm/raw/composable/logs/panelcfg/x/LogsPanelCfg_types.gen";
import type { Options as PieChart } from "@grafana/schema/dist/esm/raw/composable/piechart/panelcfg/x/PieChartPanelCfg_types.gen";
import type { Options as Stat } from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type { Options as StateTimeline } from "@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen";
import type { Options as Table } from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";
import type { Options as Text } from "@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen";
import type { Options as TimeSeries } from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

/** A type of Grafana as it stands in JSON: its enums are their values. */
export type Json<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends (infer Item)[]
      ? readonly Json<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Json<T[Key]> }
        : T;

export type DashboardJson = Json<Omit<schema.Dashboard, "panels">> & {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly (PanelJson | RowJson)[];
};
export type PanelJson = Json<schema.Panel> & { readonly id: number; readonly type: string };
export type RowJson = Json<Omit<schema.RowPanel, "panels">> & { readonly panels: readonly PanelJson[] };
export type FieldConfigJson = Json<NonNullable<schema.Panel["fieldConfig"]>>;
export type OverrideJson = FieldConfigJson["overrides"][number];
export type MappingJson = Json<schema.ValueMapping>;
export type TransformationJson = Json<schema.DataTransformerConfig>;
export type VariableJson = Json<schema.VariableModel>;
export type DashboardLinkJson = Json<schema.DashboardLink>;
export type AnnotationJson = Json<schema.AnnotationQuery> & Readonly<Record<string, unknown>>;

/** The options of each panel type in use. */
export interface PanelOptions {
  readonly timeseries: Json<TimeSeries>;
  readonly stat: Json<Stat>;
  readonly gauge: Json<Gauge>;
  readonly bargauge: Json<BarGauge>;
  readonly table: Json<Table>;
  readonly logs: Json<Logs>;
  readonly heatmap: Json<Heatmap>;
  readonly "state-timeline": Json<StateTimeline>;
  readonly piechart: Json<PieChart>;
  readonly text: Json<Text>;
}
