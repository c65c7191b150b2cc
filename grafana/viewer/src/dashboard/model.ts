import type { DataTransformerConfig, FieldConfigSource } from "@grafana/data";

// What the viewer reads of Grafana's dashboard JSON (schema version 42).

export interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface DataSource {
  readonly type: string;
  readonly uid: string;
}

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly datasource?: DataSource;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly exemplar?: boolean;
  readonly format?: string;
  readonly queryType?: string;
  readonly hide?: boolean;
  readonly maxLines?: number;
}

export interface PanelModel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: GridPos;
  readonly datasource?: DataSource;
  readonly targets?: readonly Target[];
  readonly fieldConfig?: FieldConfigSource;
  // Each panel type has options of its own.
  readonly options?: Readonly<Record<string, any>>;
  readonly transformations?: readonly DataTransformerConfig[];
  readonly links?: readonly LinkModel[];
  readonly repeat?: string;
  readonly repeatDirection?: "h" | "v";
  readonly maxPerRow?: number;
  /** Of a row. */
  readonly collapsed?: boolean;
  readonly panels?: readonly PanelModel[];
  /** Of a repeated panel: the value it is for. */
  readonly repeatedFor?: { readonly variable: string; readonly value: string };
}

export interface LinkModel {
  readonly title: string;
  readonly type?: "link" | "dashboards";
  readonly url: string;
  readonly targetBlank?: boolean;
  readonly keepTime?: boolean;
  readonly includeVars?: boolean;
  readonly asDropdown?: boolean;
  readonly tags?: readonly string[];
  readonly tooltip?: string;
}

export interface VariableModel {
  readonly name: string;
  readonly type: "query" | "custom" | "textbox" | string;
  readonly label?: string;
  readonly query?: string | { readonly query: string };
  readonly regex?: string;
  readonly sort?: number;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly hide?: number;
  readonly current?: { readonly value?: string | readonly string[] };
}

export interface AnnotationModel {
  readonly name: string;
  readonly enable: boolean;
  readonly iconColor: string;
  readonly expr?: string;
  readonly titleFormat?: string;
  readonly textFormat?: string;
  readonly step?: string;
  readonly datasource?: DataSource;
}

export interface DashboardModel {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly panels: readonly PanelModel[];
  readonly templating?: { readonly list: readonly VariableModel[] };
  readonly annotations?: { readonly list: readonly AnnotationModel[] };
  readonly links?: readonly LinkModel[];
  readonly time?: { readonly from: string; readonly to: string };
  readonly refresh?: string;
  readonly graphTooltip?: 0 | 1 | 2;
}
