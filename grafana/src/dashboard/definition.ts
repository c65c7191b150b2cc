import type { Config } from "../settings.ts";
import type { PanelDef } from "../panel/panel.ts";
import type { VariableJson } from "../panel/schema.ts";

/** A folder of dashboards: one for each audience. */
export type Folder = "On call" | "Services" | "Dependencies" | "Product" | "Platform";

/** Panels under a heading. */
export interface Row {
  readonly title: string;
  /** Closed rows cost no queries until somebody opens them. */
  readonly collapsed?: boolean;
  readonly panels: readonly PanelDef[];
}

/** A way out of a dashboard, shown at its top; time and variables go with it. */
export interface Way {
  readonly title: string;
  /** Uid of a dashboard, or an address outside. */
  readonly to: string;
}

/** One dashboard, without ids and places. */
export interface DashboardDef {
  /** `otel-<topic>`; never changes. */
  readonly uid: string;
  readonly title: string;
  readonly folder: Folder;
  readonly description: string;
  readonly variables: readonly VariableJson[];
  /** Shown first, without a heading; the answer to "what is wrong". */
  readonly top?: readonly PanelDef[];
  readonly rows: readonly Row[];
  readonly ways?: readonly Way[];
  /** Default 1h. */
  readonly range?: string;
}

/** Thresholds, objectives and addresses come from the configuration. */
export type DashboardSource = (config: Config) => DashboardDef;
