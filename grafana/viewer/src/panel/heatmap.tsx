import { dateTimeFormat, formattedValueToString, getValueFormat } from "@grafana/data";
import { useTheme2 } from "@grafana/ui";
import { useMemo, useState } from "react";
import { TimeAxis } from "./time-axis.tsx";
import type { PanelProps } from "./types.ts";

// @grafana/ui has no heatmap: cells of the buckets of a histogram, drawn anew.

interface Row {
  /** Upper bound of the bucket. */
  readonly le: number;
  readonly counts: readonly number[];
}

const axisWidth = 56;
const axisHeight = 18;

export function HeatmapPanel({ panel, frames, width, height, range }: PanelProps) {
  const theme = useTheme2();
  const rows = useMemo(() => bucketsOf(frames), [frames]);
  const [hovered, setHovered] = useState<string | undefined>();
  const times = (frames[0]?.fields[0]?.values ?? []) as number[];
  const most = Math.max(...rows.flatMap(({ counts }) => counts), Number.MIN_VALUE);
  const format = getValueFormat(panel.options?.["yAxis"]?.["unit"] ?? "short");
  const nameOf = (le: number): string => (Number.isFinite(le) ? formattedValueToString(format(le)) : "∞");
  const cell = {
    width: (width - axisWidth) / Math.max(1, times.length),
    height: (height - axisHeight) / Math.max(1, rows.length),
  };
  const every = Math.ceil(14 / cell.height);
  return (
    <svg width={width} height={height} role="img" aria-label={panel.title}>
      {rows.map(({ le, counts }, row) => {
        const y = height - axisHeight - (row + 1) * cell.height;
        return (
          <g key={le}>
            {row % every === 0 && (
              <text
                x={axisWidth - 6}
                y={Math.max(y + 4, 10)}
                textAnchor="end"
                fontSize={11}
                fill={theme.colors.text.secondary}
              >
                {nameOf(le)}
              </text>
            )}
            {counts.map((count, column) =>
              count > 0 ? (
                <rect
                  key={column}
                  x={axisWidth + column * cell.width}
                  y={y}
                  width={Math.max(0.5, cell.width - 0.5)}
                  height={Math.max(0.5, cell.height - 1)}
                  fill={shade(Math.sqrt(count / most))}
                  onMouseEnter={() =>
                    setHovered(`${dateTimeFormat(times[column] as number)} · ≤ ${nameOf(le)}: ${count.toPrecision(3)}`)
                  }
                  onMouseLeave={() => setHovered(undefined)}
                />
              ) : null,
            )}
          </g>
        );
      })}
      <TimeAxis range={range} left={axisWidth} width={width - axisWidth} top={height} />
      {hovered !== undefined && (
        <text
          x={width - 4}
          y={12}
          textAnchor="end"
          fontSize={12}
          fill={theme.colors.text.primary}
          stroke={theme.colors.background.primary}
          strokeWidth={4}
          paintOrder="stroke"
        >
          {hovered}
        </text>
      )}
    </svg>
  );
}

/** Cumulative buckets, lowest first, become the counts of each bucket alone. */
function bucketsOf(frames: PanelProps["frames"]): Row[] {
  const cumulative = frames
    .flatMap(({ fields }) => fields.slice(1))
    .map(({ labels, values }) => ({
      le: Number(labels?.["le"]?.replace("+Inf", "Infinity")),
      values: values as (number | null)[],
    }))
    .filter(({ le }) => !Number.isNaN(le))
    .toSorted((a, b) => a.le - b.le);
  return cumulative.map(({ le, values }, index) => ({
    le,
    counts: values.map((value, at) => Math.max(0, (value ?? 0) - (cumulative[index - 1]?.values[at] ?? 0))),
  }));
}

/** Cividis in five steps: even for those who see few colours, and in print. */
const ramp = [
  [0, 34, 78],
  [65, 77, 107],
  [124, 123, 120],
  [188, 175, 111],
  [254, 232, 56],
] as const;

function shade(share: number): string {
  const at = Math.min(0.9999, Math.max(0, share)) * (ramp.length - 1);
  const low = ramp[Math.floor(at)] as readonly number[];
  const high = ramp[Math.floor(at) + 1] as readonly number[];
  const mix = low.map((value, index) => Math.round(value + ((high[index] as number) - value) * (at % 1)));
  return `rgb(${mix.join(" ")})`;
}
