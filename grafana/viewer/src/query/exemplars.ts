import { queryExemplars } from "../api/prometheus.ts";
import type { PanelModel } from "../dashboard/model.ts";
import { interpolate, type Scope } from "../variables/interpolate.ts";
import type { Grid } from "./frames.ts";

/** A measured value with the trace it was measured in. */
export interface ExemplarDot {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly value: number;
  readonly traceId: string;
  readonly labels: Readonly<Record<string, string>>;
}

const mostDots = 60;

/** The exemplars of a panel whose query asks for them; at most one for each few pixels, the highest first. */
export async function panelExemplars(
  panel: PanelModel,
  scope: Scope,
  grid: Grid,
  signal: AbortSignal,
): Promise<ExemplarDot[]> {
  const targets = (panel.targets ?? []).filter(({ exemplar, hide }) => exemplar === true && hide !== true);
  const found = await Promise.all(
    targets.map(({ expr }) => queryExemplars(interpolate(expr, scope), grid, signal).catch(() => [])),
  );
  const dots = found.flat().flatMap(({ seriesLabels, exemplars }) =>
    exemplars.flatMap(({ labels, value, timestamp }): ExemplarDot[] => {
      const traceId = labels["trace_id"];
      return traceId === undefined
        ? []
        : [{ time: timestamp * 1000, value: Number(value), traceId, labels: { ...seriesLabels, ...labels } }];
    }),
  );
  return thin(dots, grid);
}

/** Of those that would lie on top of each other the slowest stays. */
function thin(dots: readonly ExemplarDot[], { from, to }: Grid): ExemplarDot[] {
  const width = ((to - from) * 1000) / mostDots;
  const seen = new Map<number, ExemplarDot>();
  for (const dot of dots) {
    const column = Math.floor(dot.time / width);
    const other = seen.get(column);
    if (other === undefined || other.value < dot.value) seen.set(column, dot);
  }
  return [...seen.values()];
}
