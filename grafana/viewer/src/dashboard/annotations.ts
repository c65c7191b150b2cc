import { queryRange } from "../api/prometheus.ts";
import { fillLabels, type Grid } from "../query/frames.ts";
import { interpolate, type Scope } from "../variables/interpolate.ts";
import type { AnnotationModel } from "./model.ts";

/** Something that happened from `time` to `until` (milliseconds since 1970), drawn into every graph. */
export interface Annotation {
  readonly source: string;
  readonly time: number;
  readonly until: number;
  readonly title: string;
  readonly text: string;
  readonly color: string;
}

const stepSeconds = 60;
const mostPoints = 1000;

/** The annotations of a dashboard: a stretch of time for each series in which a query has an answer. */
export async function loadAnnotations(
  models: readonly AnnotationModel[],
  scope: Scope,
  { from, to }: Grid,
  signal: AbortSignal,
): Promise<readonly Annotation[]> {
  const step = Math.max(stepSeconds, Math.ceil((to - from) / mostPoints));
  const found = await Promise.all(
    models
      .filter(({ enable, expr }) => enable && expr !== undefined)
      .map(async (model) => {
        const series = await queryRange(interpolate(model.expr ?? "", scope), { from, to }, step, signal);
        return series.flatMap(({ metric, values = [] }) =>
          stretches(
            values.map(([time]) => time),
            step,
          ).map(([begin, end]) => ({
            source: model.name,
            time: begin * 1000,
            until: end * 1000,
            title: fillLabels(model.titleFormat ?? model.name, metric),
            text: fillLabels(model.textFormat ?? "", metric),
            color: model.iconColor,
          })),
        );
      }),
  );
  return found.flat();
}

/** Times that follow each other without a gap belong together. */
function stretches(times: readonly number[], step: number): [begin: number, end: number][] {
  const all: [number, number][] = [];
  for (const time of times) {
    const last = all.at(-1);
    if (last !== undefined && time - last[1] <= step * 1.5) last[1] = time;
    else all.push([time, time]);
  }
  return all;
}
