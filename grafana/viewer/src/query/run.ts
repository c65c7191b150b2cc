import {
  applyFieldOverrides,
  type DataFrame,
  type FieldConfigSource,
  type GrafanaTheme2,
  type ScopedVars,
  transformDataFrame,
} from "@grafana/data";
import { lastValueFrom } from "rxjs";
import { lokiInstant, lokiRange, type LokiResult } from "../api/loki.ts";
import { queryInstant, queryRange } from "../api/prometheus.ts";
import { fieldConfigRegistry } from "../app/registries.ts";
import type { PanelModel, Target } from "../dashboard/model.ts";
import { interpolate, type Scope } from "../variables/interpolate.ts";
import { type Grid, instantFrames, logFrame, rangeFrames, tableFrame } from "./frames.ts";

export interface PanelRequest {
  readonly panel: PanelModel;
  readonly scope: Scope;
  readonly grid: Grid;
  readonly theme: GrafanaTheme2;
  readonly signal: AbortSignal;
}

const maxLogLines = 500;

/** Asks everything a panel asks and gives it the form in which it is drawn: transformed, with units, colours and links. */
export async function runPanel(request: PanelRequest): Promise<DataFrame[]> {
  const { panel, scope, theme } = request;
  const targets = (panel.targets ?? []).filter(({ hide }) => hide !== true);
  const found = await Promise.all(targets.map((target) => runTarget(target, request, targets.length === 1)));
  const replace = (text: string, scoped?: ScopedVars): string => interpolate(text, scope, scoped);
  const { transformations = [] } = panel;
  const data =
    transformations.length === 0
      ? found.flat()
      : await lastValueFrom(transformDataFrame([...transformations], found.flat(), { interpolate: replace }));
  return applyFieldOverrides({
    data,
    fieldConfig: withColour(panel),
    replaceVariables: replace,
    theme,
    timeZone: "browser",
    fieldConfigRegistry: fieldConfigRegistry(),
  });
}

async function runTarget(target: Target, request: PanelRequest, isOnly: boolean): Promise<DataFrame[]> {
  const expr = interpolate(target.expr, request.scope);
  const source = target.datasource ?? request.panel.datasource;
  if (source?.type === "loki") return lokiFrames(await askLoki(expr, target, request), target, request.grid, expr);
  if (source?.type !== "prometheus")
    throw new Error(`this viewer asks Prometheus and Loki, not ${String(source?.type)}`);
  const { grid, signal } = request;
  if (target.instant !== true) return rangeFrames(await queryRange(expr, grid, grid.step, signal), target, grid, expr);
  const series = await queryInstant(expr, grid.to, signal);
  return target.format === "table" ? [tableFrame(series, target, isOnly)] : instantFrames(series, target, expr);
}

function askLoki(expr: string, { queryType, maxLines }: Target, { grid, signal }: PanelRequest): Promise<LokiResult> {
  if (queryType === "instant") return lokiInstant(expr, grid.to, signal);
  return lokiRange(expr, { ...grid, limit: maxLines ?? maxLogLines }, signal);
}

function lokiFrames(result: LokiResult, target: Target, grid: Grid, expr: string): DataFrame[] {
  if ("lines" in result) return [logFrame(result.lines, target)];
  return target.queryType === "instant"
    ? instantFrames(result.series, target, expr)
    : rangeFrames(result.series, target, grid, expr);
}

/** Panels without a colour of their own get what Grafana gives their type. */
function withColour({ type, fieldConfig }: PanelModel): FieldConfigSource {
  const mode = type === "timeseries" || type === "piechart" ? "palette-classic" : "thresholds";
  const defaults = { color: { mode }, ...fieldConfig?.defaults };
  return { overrides: [], ...fieldConfig, defaults };
}
