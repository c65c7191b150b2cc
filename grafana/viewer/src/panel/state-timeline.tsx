import {
  type DataFrame,
  dateTimeFormat,
  type Field,
  FieldType,
  formattedValueToString,
  getFieldDisplayName,
} from "@grafana/data";
import { useTheme2 } from "@grafana/ui";
import { TimeAxis } from "./time-axis.tsx";
import type { PanelProps } from "./types.ts";

// @grafana/ui has no state timeline: a bar for each stretch of time in which a state lasts, drawn anew.

interface Stretch {
  readonly value: unknown;
  readonly from: number;
  readonly count: number;
}

const axisHeight = 18;

export function StateTimelinePanel({ panel, frames, width, height, range }: PanelProps) {
  const rows = frames.flatMap((frame) =>
    frame.fields
      .filter(({ type }) => type !== FieldType.time)
      .map((field) => ({ frame, field, name: getFieldDisplayName(field, frame, frames) })),
  );
  const longest = Math.max(0, ...rows.map(({ name }) => name.length));
  const left = Math.min(width / 3, longest * 7 + 8);
  const rowHeight = Math.max(16, Math.min(36, (height - axisHeight) / Math.max(1, rows.length)));
  const whole = Math.max(height, rows.length * rowHeight + axisHeight);
  return (
    <div style={{ height, overflowY: "auto", overflowX: "hidden" }}>
      <svg width={width - (whole > height ? 12 : 0)} height={whole} role="img" aria-label={panel.title}>
        {rows.map(({ frame, field, name }, index) => (
          <Line
            key={index}
            frame={frame}
            field={field}
            name={name}
            left={left}
            width={width - left - 14}
            top={index * rowHeight}
            height={rowHeight}
          />
        ))}
        <TimeAxis range={range} left={left} width={width - left - 14} top={whole} />
      </svg>
    </div>
  );
}

interface LineProps {
  readonly frame: DataFrame;
  readonly field: Field;
  readonly name: string;
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

function Line({ frame, field, name, left, width, top, height }: LineProps) {
  const theme = useTheme2();
  const times = frame.fields.find(({ type }) => type === FieldType.time)?.values ?? [];
  const column = width / Math.max(1, times.length);
  const middle = top + height / 2 + 4;
  return (
    <g>
      <text x={0} y={middle} fontSize={12} fill={theme.colors.text.primary}>
        {name.length * 7 > left ? `${name.slice(0, Math.floor(left / 7) - 1)}…` : name}
        <title>{name}</title>
      </text>
      {stretchesOf(field.values).map(({ value, from, count }) => {
        const shown = field.display?.(value);
        const text = shown ? formattedValueToString(shown) : String(value);
        const color = shown?.color ?? theme.colors.primary.main;
        return (
          <g key={from}>
            <rect
              x={left + from * column}
              y={top + 2}
              width={Math.max(1, count * column)}
              height={height - 4}
              fill={color}
            >
              <title>{`${name}: ${text}, ${dateTimeFormat(times[from])} – ${dateTimeFormat(times[from + count - 1])}`}</title>
            </rect>
            {count * column > text.length * 8 && (
              <text
                x={left + from * column + 4}
                y={middle}
                fontSize={12}
                fill={theme.colors.getContrastText(color)}
                pointerEvents="none"
              >
                {text}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

function stretchesOf(values: readonly unknown[]): Stretch[] {
  const all: Stretch[] = [];
  for (const [index, value] of values.entries()) {
    if (value === null || value === undefined) continue;
    const last = all.at(-1);
    if (last !== undefined && last.value === value && last.from + last.count === index)
      all[all.length - 1] = { ...last, count: last.count + 1 };
    else all.push({ value, from: index, count: 1 });
  }
  return all;
}
