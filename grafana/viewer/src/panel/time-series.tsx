import { DashboardCursorSync, type DataFrame, FieldType, getFieldDisplayName } from "@grafana/data";
import { LegendDisplayMode, SortOrder, TooltipDisplayMode, type VizLegendOptions } from "@grafana/schema";
import {
  type GraphNGLegendEvent,
  PanelContextProvider,
  SeriesVisibilityChangeMode,
  TimeSeries,
  TooltipPlugin2,
  useTheme2,
} from "@grafana/ui";
import { useMemo, useState } from "react";
import { Marks } from "./marks.tsx";
import { SeriesTooltip } from "./series-tooltip.tsx";
import type { PanelProps } from "./types.ts";

// TooltipHoverMode is a const enum of @grafana/ui: only its numbers exist when the program runs.
const hoverOne = 0;
const hoverAll = 1;
const crosshairScope = "dashboard";

export function TimeSeriesPanel({
  panel,
  frames,
  width,
  height,
  range,
  exemplars,
  annotations,
  events,
  onZoom,
}: PanelProps) {
  const theme = useTheme2();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => frames.map((frame) => withHidden(frame, frames, hidden)), [frames, hidden]);
  const tooltip = panel.options?.["tooltip"] ?? {};
  const panelContext = useMemo(
    () => ({ eventsScope: crosshairScope, eventBus: events, sync: () => DashboardCursorSync.Crosshair }),
    [events],
  );
  const toggle = ({ fieldIndex, mode }: GraphNGLegendEvent): void => {
    const name = fieldIndex && nameAt(frames, fieldIndex);
    if (name)
      setHidden(nextHidden(hidden, namesOf(frames), name, mode === SeriesVisibilityChangeMode.AppendToSelection));
  };
  return (
    <PanelContextProvider value={panelContext}>
      <TimeSeries
        frames={shown}
        structureRev={hidden.size}
        width={width}
        height={height}
        timeRange={range}
        timeZone="browser"
        legend={legendOf(panel, height)}
        onLegendClick={toggle}
        options={{}}
      >
        {(config, aligned) => (
          <>
            <TooltipPlugin2
              config={config}
              hoverMode={tooltip["mode"] === TooltipDisplayMode.Single ? hoverOne : hoverAll}
              queryZoom={({ from, to }) => onZoom(from, to)}
              syncMode={DashboardCursorSync.Crosshair}
              syncScope={crosshairScope}
              render={(_plot, indexes, series) => (
                <SeriesTooltip
                  frame={aligned}
                  indexes={indexes}
                  only={series}
                  sort={tooltip["sort"] ?? SortOrder.None}
                />
              )}
            />
            <Marks config={config} exemplars={exemplars} annotations={annotations} theme={theme} />
          </>
        )}
      </TimeSeries>
    </PanelContextProvider>
  );
}

// Of a legend that is a table, as @grafana/ui draws it.
const legendRowPixels = 23.85;
const legendShare = 0.35;

/** The legend, ending with a whole row: half a line of text looks like a mistake. `maxHeight` is passed on to its frame. */
function legendOf(
  { options }: PanelProps["panel"],
  height: number,
): VizLegendOptions & { readonly maxHeight?: string } {
  const legend = options?.["legend"] ?? {};
  const rows = Math.max(2, Math.round((height * legendShare) / legendRowPixels));
  const isTable = legend["displayMode"] === LegendDisplayMode.Table;
  return {
    showLegend: legend["showLegend"] !== false,
    displayMode: legend["displayMode"] ?? LegendDisplayMode.List,
    placement: legend["placement"] ?? "bottom",
    calcs: legend["calcs"] ?? [],
    ...(isTable && { maxHeight: `${Math.floor(rows * legendRowPixels)}px` }),
  };
}

function namesOf(frames: DataFrame[]): string[] {
  return frames.flatMap((frame) =>
    frame.fields
      .filter(({ type }) => type !== FieldType.time)
      .map((field) => getFieldDisplayName(field, frame, frames)),
  );
}

function nameAt(
  frames: DataFrame[],
  { frameIndex, fieldIndex }: { frameIndex: number; fieldIndex: number },
): string | undefined {
  const frame = frames[frameIndex];
  const field = frame?.fields[fieldIndex];
  return field && getFieldDisplayName(field, frame, frames);
}

/** A click shows one series alone, a second one all again; with Ctrl it hides or shows this one. */
function nextHidden(
  hidden: ReadonlySet<string>,
  names: readonly string[],
  name: string,
  isAppending: boolean,
): ReadonlySet<string> {
  const others = names.filter((one) => one !== name);
  if (isAppending)
    return hidden.has(name) ? new Set([...hidden].filter((one) => one !== name)) : new Set([...hidden, name]);
  const isAlone = !hidden.has(name) && hidden.size > 0 && others.every((one) => hidden.has(one));
  return isAlone ? new Set() : new Set(others);
}

function withHidden(frame: DataFrame, all: DataFrame[], hidden: ReadonlySet<string>): DataFrame {
  if (hidden.size === 0) return frame;
  const fields = frame.fields.map((field) => {
    if (field.type === FieldType.time || !hidden.has(getFieldDisplayName(field, frame, all))) return field;
    const custom = { ...field.config.custom, hideFrom: { viz: true, legend: false, tooltip: true } };
    return { ...field, config: { ...field.config, custom } };
  });
  return { ...frame, fields };
}
