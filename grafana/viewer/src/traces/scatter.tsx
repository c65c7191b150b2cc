import type { TimeRange } from "@grafana/data";
import { useTheme2 } from "@grafana/ui";
import type { FoundTrace } from "../api/jaeger.ts";
import { navigate } from "../app/location.ts";
import { useWidth } from "../app/use-width.ts";
import { TimeAxis } from "../panel/time-axis.tsx";
import { durationText, extentOf } from "./tree.ts";

const margin = { left: 60, right: 10 };
const height = 160;

interface Props {
  readonly traces: readonly FoundTrace[];
  readonly range: TimeRange;
  /** Of the services. */
  readonly colors: ReadonlyMap<string, string>;
}

/** The found traces by when they began and how long they took: the slow ones stand out. */
export function Scatter({ traces, range, colors }: Props) {
  const theme = useTheme2();
  const [box, width] = useWidth<SVGSVGElement>();
  const points = traces.map(({ traceId, spans }) => ({ traceId, spans, ...extentOf(spans) }));
  const longest = Math.max(...points.map(({ duration }) => duration));
  const from = range.from.valueOf();
  const length = range.to.valueOf() - from;
  const plot = { width: Math.max(1, width - margin.left - margin.right), height: height - 26 };
  return (
    <svg ref={box} width="100%" height={height} role="img" aria-label="Found traces by time and duration">
      <text x={margin.left - 6} y={12} textAnchor="end" fontSize={11} fill={theme.colors.text.secondary}>
        {durationText(longest)}
      </text>
      <line
        x1={margin.left}
        x2={margin.left + plot.width}
        y1={plot.height + 6}
        y2={plot.height + 6}
        stroke={theme.colors.border.medium}
      />
      {points.map(({ traceId, spans, start, duration }) => (
        <circle
          key={traceId}
          cx={margin.left + ((start - from) / length) * plot.width}
          cy={6 + plot.height * (1 - duration / longest)}
          r={5}
          fill={
            spans.some(({ isError }) => isError)
              ? theme.colors.error.main
              : (colors.get(spans[0]?.service ?? "") ?? theme.colors.text.secondary)
          }
          fillOpacity={0.75}
          style={{ cursor: "pointer" }}
          onClick={() => navigate(`/traces/${traceId}`)}
        >
          <title>{`${spans[0]?.service ?? ""}: ${spans[0]?.name ?? ""} ${durationText(duration)}`}</title>
        </circle>
      ))}
      <TimeAxis range={range} left={margin.left} width={plot.width} top={height} />
    </svg>
  );
}
