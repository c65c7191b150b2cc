import { type FieldDisplay, formattedValueToString } from "@grafana/data";
import { useTheme2 } from "@grafana/ui";
import type { PanelProps } from "./types.ts";
import { displayValues } from "./values.ts";

export function PiePanel(props: PanelProps) {
  const theme = useTheme2();
  const { width, height, panel } = props;
  const values = displayValues(props, theme)
    .filter(({ display }) => display.numeric > 0)
    .toSorted((a, b) => b.display.numeric - a.display.numeric);
  const sum = values.reduce((total, { display }) => total + display.numeric, 0);
  const radius = Math.max(10, Math.min(width / 4, height / 2 - 4));
  const hole = panel.options?.["pieType"] === "donut" ? radius * 0.6 : 0;
  let at = 0;
  return (
    <div style={{ display: "flex", gap: 12, height }}>
      <svg width={2 * radius + 8} height={height} role="img" aria-label={panel.title}>
        {values.map((value, index) => {
          const from = at;
          at += value.display.numeric / sum;
          return (
            <path
              key={index}
              d={slice({ x: radius + 4, y: height / 2 }, { radius, hole }, from, Math.min(at, from + 0.9999))}
              fill={value.display.color}
              stroke={theme.colors.background.primary}
            >
              <title>{`${value.display.title ?? ""} ${formattedValueToString(value.display)}`}</title>
            </path>
          );
        })}
      </svg>
      <Legend values={values} sum={sum} height={height} />
    </div>
  );
}

function Legend({
  values,
  sum,
  height,
}: {
  readonly values: readonly FieldDisplay[];
  readonly sum: number;
  readonly height: number;
}) {
  return (
    <ul style={{ listStyle: "none", overflowY: "auto", maxHeight: height, alignSelf: "center", flex: 1 }}>
      {values.map(({ display }, index) => (
        <li key={index} style={{ whiteSpace: "nowrap", overflow: "hidden", textOverflow: "ellipsis" }}>
          <span
            style={{
              display: "inline-block",
              width: 14,
              height: 4,
              marginRight: 8,
              background: display.color,
              verticalAlign: "middle",
            }}
          />
          {display.title} · {formattedValueToString(display)} · {Math.round((100 * display.numeric) / sum)} %
        </li>
      ))}
    </ul>
  );
}

function slice(
  { x, y }: { readonly x: number; readonly y: number },
  { radius, hole }: { readonly radius: number; readonly hole: number },
  from: number,
  to: number,
): string {
  const point = (share: number, r: number): string =>
    `${x + r * Math.sin(2 * Math.PI * share)} ${y - r * Math.cos(2 * Math.PI * share)}`;
  const large = to - from > 0.5 ? 1 : 0;
  return `M ${point(from, radius)} A ${radius} ${radius} 0 ${large} 1 ${point(to, radius)} L ${point(to, hole)} A ${hole} ${hole} 0 ${large} 0 ${point(from, hole)} Z`;
}
