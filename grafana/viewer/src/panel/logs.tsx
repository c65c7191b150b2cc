import type { LogLine } from "../api/loki.ts";
import type { Labels } from "../api/prometheus.ts";
import { LogRows } from "../logs/rows.tsx";
import type { PanelProps } from "./types.ts";

export function LogsPanel({ frames, height, panel }: PanelProps) {
  const [frame] = frames;
  if (frame === undefined) return null;
  const [times, lines, labels, nanos] = ["Time", "Line", "labels", "nanos"].map(
    (name) => frame.fields.find((field) => field.name === name)?.values ?? [],
  ) as [number[], string[], Labels[], string[]];
  const rows: LogLine[] = lines.map((line, index) => ({
    line,
    millis: times[index] ?? 0,
    labels: labels[index] ?? {},
    nanos: nanos[index] ?? "",
  }));
  return (
    <div style={{ height, overflowY: "auto" }}>
      <LogRows lines={panel.options?.["sortOrder"] === "Ascending" ? rows.toReversed() : rows} />
    </div>
  );
}
