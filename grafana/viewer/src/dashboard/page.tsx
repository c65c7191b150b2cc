import { type EventBus, EventBusSrv, type TimeRange } from "@grafana/data";
import { Alert, LoadingPlaceholder, useTheme2 } from "@grafana/ui";
import { useEffect, useMemo, useState } from "react";
import { dashboardJson } from "../api/viewer.ts";
import { navigate, withParameters } from "../app/location.ts";
import type { Grid } from "../query/frames.ts";
import { rangeOf, rangeParameters, rateIntervalOf, secondsOf, stepOf } from "../time/range.ts";
import { rangeBetween, setRange, TimeToolbar } from "../time/toolbar.tsx";
import { useRefresh } from "../time/use-refresh.ts";
import { VariableBar } from "../variables/bar.tsx";
import type { ChosenVariables } from "../variables/format.ts";
import type { Scope } from "../variables/interpolate.ts";
import { type ResolvedVariable, resolveVariables } from "../variables/resolve.ts";
import { type Annotation, loadAnnotations } from "./annotations.ts";
import { PanelGrid } from "./grid.tsx";
import { DashboardLinks } from "./links.tsx";
import type { DashboardModel } from "./model.ts";

/** Reads a dashboard and shows it with the time and variables of the address. */
export function DashboardPage({ uid, url }: { readonly uid: string; readonly url: URL }) {
  const [dashboard, setDashboard] = useState<DashboardModel | undefined>();
  const [error, setError] = useState<string | undefined>();
  useEffect(() => {
    setDashboard(undefined);
    setError(undefined);
    dashboardJson<DashboardModel>(uid).then(setDashboard, (reason: Error) => setError(reason.message));
  }, [uid]);
  if (error !== undefined) return <Alert title={`dashboard ${uid}: ${error}`} severity="error" />;
  if (dashboard === undefined) return <LoadingPlaceholder text="Reading the dashboard…" />;
  return <Dashboard key={uid} dashboard={dashboard} url={url} />;
}

function Dashboard({ dashboard, url }: { readonly dashboard: DashboardModel; readonly url: URL }) {
  const fallback = dashboard.time ?? { from: "now-1h", to: "now" };
  const interval = url.searchParams.get("refresh") ?? dashboard.refresh ?? "off";
  const { tick, refresh } = useRefresh(interval);
  const from = url.searchParams.get("from");
  const to = url.searchParams.get("to");
  // "now" moves with every refresh.
  const range = useMemo(() => rangeOf(url, fallback), [from, to, tick, dashboard]);
  const grid = useMemo(() => gridOf(range), [range]);
  const variables = useVariables(dashboard, url, grid);
  const scope = useMemo(
    () => variables && { variables: chosenOf(variables), builtin: builtinsOf(range, grid) },
    [variables, range, grid],
  );
  const annotations = useAnnotations(dashboard, scope, grid);
  const events = useMemo((): EventBus => new EventBusSrv(), [dashboard]);
  const theme = useTheme2();
  useEffect(() => {
    document.title = `${dashboard.title} · otelstack view`;
  }, [dashboard]);
  return (
    <main>
      <header className="page-head" style={{ background: theme.colors.background.canvas }}>
        <h1 title={dashboard.description}>{dashboard.title}</h1>
        <div className="toolbar">
          <TimeToolbar url={url} range={range} refresh={interval} isLoading={false} onRefresh={refresh} />
        </div>
        <div className="toolbar">
          {variables && <VariableBar url={url} variables={variables} />}
          {scope && (
            <DashboardLinks links={dashboard.links ?? []} scope={scope} range={range} current={dashboard.uid} />
          )}
        </div>
      </header>
      {scope === undefined ? (
        <LoadingPlaceholder text="Reading the variables…" />
      ) : (
        <PanelGrid
          panels={dashboard.panels}
          shared={{
            scope,
            grid,
            range,
            annotations,
            events,
            onZoom: (begin, end) => setRange(url, rangeBetween(begin, end)),
          }}
          toggled={new Set(url.searchParams.getAll("row").map(Number))}
          onToggle={(id) => navigate(withParameters(url, { row: toggledRows(url, id) }), { replace: true })}
        />
      )}
    </main>
  );
}

function toggledRows(url: URL, id: number): readonly string[] {
  const rows = url.searchParams.getAll("row");
  return rows.includes(String(id)) ? rows.filter((one) => one !== String(id)) : [...rows, String(id)];
}

function gridOf(range: TimeRange): Grid {
  const step = stepOf(range, window.innerWidth / 2);
  return { ...secondsOf(range, step), step };
}

function chosenOf(variables: readonly ResolvedVariable[]): ChosenVariables {
  return new Map(variables.map(({ chosen }) => [chosen.name, chosen]));
}

function builtinsOf(range: TimeRange, { from, to, step }: Grid): Scope["builtin"] {
  const seconds = Math.max(1, Math.round((range.to.valueOf() - range.from.valueOf()) / 1000));
  const raw = rangeParameters(range);
  return {
    __interval: `${step}s`,
    __interval_ms: String(step * 1000),
    __auto: `${step}s`,
    __rate_interval: `${rateIntervalOf(step)}s`,
    __range: `${seconds}s`,
    __range_s: String(seconds),
    __range_ms: String(seconds * 1000),
    __from: String(from * 1000),
    __to: String(to * 1000),
    __url_time_range: `from=${raw.from}&to=${raw.to}`,
  };
}

function useVariables(dashboard: DashboardModel, url: URL, grid: Grid): readonly ResolvedVariable[] | undefined {
  const [variables, setVariables] = useState<readonly ResolvedVariable[] | undefined>();
  const chosen = [...url.searchParams].filter(([key]) => key.startsWith("var-")).join("&");
  useEffect(() => {
    let isCurrent = true;
    void resolveVariables(dashboard.templating?.list ?? [], url, grid).then((resolved) => {
      // Mostly they are what they were: then nothing is asked a second time.
      if (isCurrent) setVariables((before) => (isAlike(before, resolved) ? before : resolved));
    });
    return () => {
      isCurrent = false;
    };
  }, [dashboard, chosen, grid]);
  return variables;
}

function isAlike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function useAnnotations(dashboard: DashboardModel, scope: Scope | undefined, grid: Grid): readonly Annotation[] {
  const [annotations, setAnnotations] = useState<readonly Annotation[]>([]);
  useEffect(() => {
    if (scope === undefined) return undefined;
    const cancel = new AbortController();
    // Panels say that Prometheus does not answer; an annotation that is missing needs no second message.
    loadAnnotations(dashboard.annotations?.list ?? [], scope, grid, cancel.signal).then(setAnnotations, () => {});
    return () => cancel.abort();
  }, [dashboard, scope, grid]);
  return annotations;
}
