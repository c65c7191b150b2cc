import { type FieldDisplay, formattedValueToString, ThresholdsMode } from "@grafana/data";
import { useTheme2 } from "@grafana/ui";
import { Linked } from "./links.tsx";
import type { PanelProps } from "./types.ts";
import { readableValues, tiles } from "./values.ts";

// @grafana/ui exports no gauge that works without Grafana's core: an arc, drawn anew.

export function GaugePanel(props: PanelProps) {
  const theme = useTheme2();
  const values = readableValues(props, theme);
  const { columns, rows } = tiles(values.length, props.width, props.height);
  return (
    <div style={{ display: "grid", gridTemplateColumns: `repeat(${columns}, 1fr)` }}>
      {values.map((value, index) => (
        <Linked key={index} value={value}>
          <Gauge
            value={value}
            width={props.width / columns}
            height={props.height / rows}
            showName={values.length > 1}
          />
        </Linked>
      ))}
    </div>
  );
}

interface GaugeProps {
  readonly value: FieldDisplay;
  readonly width: number;
  readonly height: number;
  readonly showName: boolean;
}

function Gauge({ value, width, height, showName }: GaugeProps) {
  const theme = useTheme2();
  const { thresholds } = value.field;
  const min = value.field.min ?? 0;
  const max = value.field.max ?? 100;
  const center = { x: width / 2, y: height * 0.85 };
  const radius = Math.max(10, Math.min(width / 2 - 12, height * 0.75));
  const thick = radius * 0.28;
  const share = (number: number): number => Math.max(0, Math.min(1, (number - min) / (max - min || 1)));
  const text = formattedValueToString(value.display);
  const steps = thresholds?.steps ?? [];
  const at = (number: number): number =>
    thresholds?.mode === ThresholdsMode.Percentage ? Math.max(0, Math.min(1, number / 100)) : share(number);
  const arc = (from: number, to: number, r: number): string => arcPath(center, r, from, to);
  return (
    <svg width={width} height={height} role="img" aria-label={`${value.display.title ?? ""} ${text}`}>
      <path
        d={arc(0, 1, radius - thick / 2)}
        stroke={theme.colors.background.secondary}
        strokeWidth={thick}
        fill="none"
      />
      <path
        d={arc(0, Math.max(0.003, share(value.display.numeric)), radius - thick / 2)}
        stroke={value.display.color}
        strokeWidth={thick}
        fill="none"
      />
      {steps.map(({ value: from, color }, index) => (
        <path
          key={index}
          d={arc(
            from === -Infinity || from === null ? 0 : at(from),
            steps[index + 1] ? at(steps[index + 1]?.value ?? 0) : 1,
            radius + 4,
          )}
          stroke={theme.visualization.getColorByName(color)}
          strokeWidth={4}
          fill="none"
        />
      ))}
      <text
        x={center.x}
        y={center.y - 2}
        textAnchor="middle"
        fill={value.display.color}
        fontSize={Math.max(12, radius * 0.34)}
      >
        {text}
      </text>
      {showName && (
        <text x={center.x} y={height - 2} textAnchor="middle" fill={theme.colors.text.secondary} fontSize={12}>
          {value.display.title}
        </text>
      )}
    </svg>
  );
}

/** An arc of the upper half circle; 0 is left, 1 is right. */
function arcPath(
  { x, y }: { readonly x: number; readonly y: number },
  radius: number,
  from: number,
  to: number,
): string {
  const point = (share: number): string =>
    `${x - radius * Math.cos(Math.PI * share)} ${y - radius * Math.sin(Math.PI * share)}`;
  return `M ${point(from)} A ${radius} ${radius} 0 0 1 ${point(to)}`;
}
