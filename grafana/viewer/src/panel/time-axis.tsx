import { dateTimeFormat, type TimeRange } from "@grafana/data";
import { useTheme2 } from "@grafana/ui";

interface Props {
  readonly range: TimeRange;
  readonly left: number;
  readonly width: number;
  /** Where the drawing ends. */
  readonly top: number;
}

/** Times below a drawing of ours. */
export function TimeAxis({ range, left, width, top }: Props) {
  const theme = useTheme2();
  const from = range.from.valueOf();
  const length = range.to.valueOf() - from;
  const count = Math.max(2, Math.floor(width / 110));
  const format = length > 36 * 3_600_000 ? "MM-DD HH:mm" : "HH:mm";
  return (
    <>
      {Array.from({ length: count }, (_, index) => {
        const share = index / (count - 1);
        const anchor = index === 0 ? "start" : index === count - 1 ? "end" : "middle";
        return (
          <text
            key={index}
            x={left + share * width}
            y={top - 4}
            fontSize={11}
            textAnchor={anchor}
            fill={theme.colors.text.secondary}
          >
            {dateTimeFormat(from + share * length, { format })}
          </text>
        );
      })}
    </>
  );
}
