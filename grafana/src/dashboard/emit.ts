import type { Config } from "../settings.ts";
import type { PanelDef } from "../panel/panel.ts";
import type { Query } from "../panel/query.ts";
import type { DashboardJson, PanelJson, RowJson } from "../panel/schema.ts";
import { annotations } from "./annotations.ts";
import type { DashboardDef, Row } from "./definition.ts";
import { panelId } from "./ids.ts";
import { flow, type Placed } from "./layout.ts";
import { linksOf, tag } from "./links.ts";

const rowHeight = 1;

/** A dashboard as Grafana's file provider reads it: classic JSON, schema version 42. */
export function emitDashboard(config: Config, def: DashboardDef): DashboardJson {
  return {
    uid: def.uid,
    title: def.title,
    description: def.description,
    tags: [tag, def.folder.toLowerCase().replaceAll(" ", "-")],
    schemaVersion: 42,
    version: 1,
    editable: false,
    graphTooltip: 1,
    refresh: "30s",
    time: { from: `now-${def.range ?? "1h"}`, to: "now" },
    timezone: "browser",
    timepicker: {},
    annotations: { list: annotations(config, def) },
    templating: { list: def.variables },
    links: linksOf(def),
    panels: panelsOf(def),
  };
}

function panelsOf({ uid, top = [], rows }: DashboardDef): (PanelJson | RowJson)[] {
  const first = flow(top, 0);
  const panels: (PanelJson | RowJson)[] = first.placed.map((placed) => emitPanel(uid, placed));
  let y = first.bottom;
  for (const row of rows) {
    const { placed, bottom } = flow(row.panels, y + rowHeight);
    const inside = placed.map((one) => emitPanel(uid, one));
    panels.push(emitRow(uid, row, y, inside));
    if (!row.collapsed) panels.push(...inside);
    y = row.collapsed ? y + rowHeight : bottom;
  }
  return panels;
}

function emitRow(uid: string, { title, collapsed = false }: Row, y: number, inside: readonly PanelJson[]): RowJson {
  const gridPos = { x: 0, y, w: 24, h: rowHeight };
  return { id: panelId(uid, `row ${title}`), type: "row", title, collapsed, gridPos, panels: collapsed ? inside : [] };
}

function emitPanel(uid: string, { panel, place }: Placed): PanelJson {
  const { key, title, description, type, queries, fieldConfig, options, transformations, repeat } = panel;
  const sources = [...new Set(queries.map(({ source }) => source))];
  return {
    id: panelId(uid, key),
    type,
    title,
    description,
    gridPos: place,
    ...(sources.length > 0 && { datasource: sources.length === 1 ? reference(sources[0] as Query["source"]) : mixed }),
    targets: queries.map((query, index) => emitQuery(panel, query, index)),
    fieldConfig,
    options: { ...options },
    ...(transformations.length > 0 && { transformations }),
    ...(repeat !== undefined && { repeat, repeatDirection: "h", maxPerRow: 4 }),
  };
}

const mixed = { type: "datasource", uid: "-- Mixed --" };

function reference(source: Query["source"]): { readonly type: string; readonly uid: string } {
  return { type: source, uid: source };
}

function emitQuery(panel: PanelDef, query: Query, index: number): Record<string, unknown> {
  const { source, expr, legend, instant = false, exemplar = false, hidden = false } = query;
  const refId = query.refId ?? String.fromCodePoint(65 + index);
  const shared = {
    refId,
    datasource: reference(source),
    expr,
    legendFormat: legend ?? "__auto",
    editorMode: "code",
    ...(hidden && { hide: true }),
  };
  if (source === "loki") return { ...shared, queryType: instant ? "instant" : "range" };
  const format = panel.type === "heatmap" ? "heatmap" : panel.type === "table" && instant ? "table" : "time_series";
  return { ...shared, instant, range: !instant, exemplar, format };
}
