import { dateTimeFormat, type TimeRange } from "@grafana/data";
import { useTheme2 } from "@grafana/ui";
import { useEffect, useState } from "react";
import { lokiRange } from "../api/loki.ts";
import type { Series } from "../api/prometheus.ts";
import { useWidth } from "../app/use-width.ts";
import { TimeAxis } from "../panel/time-axis.tsx";
import { secondsOf } from "../time/range.ts";
import { levelColor, levelOf } from "./level.ts";
import { histogramQuery } from "./query.ts";

const heightPixels = 130;
const columns = 100;

interface Props {
  readonly query: string;
  readonly range: TimeRange;
  readonly onZoom: (from: number, to: number) => void;
}

/** How many lines of each level there were when; a click on a bar goes into its time. */
export function LogHistogram({ query, range, onZoom }: Props) {
  const theme = useTheme2();
  const [box, boxWidth] = useWidth<SVGSVGElement>();
  const [series, setSeries] = useState<readonly Series[]>([]);
  const step = Math.max(1, Math.ceil((range.to.valueOf() - range.from.valueOf()) / 1000 / columns));
  const { from, to } = secondsOf(range, step);
  useEffect(() => {
    lokiRange(histogramQuery(query, step), { from, to, step }).then(
      (result) => setSeries("series" in result ? result.series : []),
      () => setSeries([]), // The lines beside it say what is wrong with the query.
    );
  }, [query, from, to, step]);
  const bars = barsOf(series, { from, to }, step);
  const most = Math.max(1, ...bars.map(({ parts }) => parts.reduce((sum, { count }) => sum + count, 0)));
  const width = boxWidth / Math.max(1, bars.length);
  const height = heightPixels - 20;
  return (
    <svg ref={box} width="100%" height={heightPixels} role="img" aria-label="Lines over time">
      {bars.map(({ time, parts }, index) => {
        let top = height;
        return (
          <g key={time} style={{ cursor: "pointer" }} onClick={() => onZoom((time - step) * 1000, time * 1000)}>
            {parts.map(({ labels, count }) => {
              const tall = (count / most) * height;
              top -= tall;
              const level = levelOf(labels);
              return (
                <rect
                  key={level}
                  x={index * width}
                  y={top}
                  width={Math.max(1, width - 1)}
                  height={tall}
                  fill={levelColor(level, theme)}
                >
                  <title>{`${dateTimeFormat((time - step) * 1000)}: ${count} ${level}`}</title>
                </rect>
              );
            })}
          </g>
        );
      })}
      <TimeAxis range={range} left={0} width={boxWidth} top={heightPixels} />
    </svg>
  );
}

interface Bar {
  readonly time: number;
  readonly parts: readonly { readonly labels: Series["metric"]; readonly count: number }[];
}

function barsOf(
  series: readonly Series[],
  { from, to }: { readonly from: number; readonly to: number },
  step: number,
): Bar[] {
  const counts = series.map(({ metric, values = [] }) => ({
    metric,
    at: new Map(values.map(([time, value]) => [Math.round((time - from) / step), Number(value)])),
  }));
  return Array.from({ length: Math.round((to - from) / step) }, (_, index) => ({
    time: from + (index + 1) * step,
    parts: counts.flatMap(({ metric, at }) => {
      const count = at.get(index + 1) ?? 0;
      return count > 0 ? [{ labels: metric, count }] : [];
    }),
  }));
}
