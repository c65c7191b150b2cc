import { Table } from "@grafana/ui";
import { useMemo } from "react";
import { withReadableCells } from "./readable.ts";
import type { PanelProps } from "./types.ts";

export function TablePanel({ panel, frames, width, height, range }: PanelProps) {
  const options = panel.options ?? {};
  const frame = frames[options["frameIndex"] ?? 0] ?? frames[0];
  const data = useMemo(() => frame && withReadableCells(frame), [frame]);
  if (data === undefined) return null;
  return (
    <Table
      ariaLabel={panel.title}
      data={data}
      width={width}
      height={height}
      timeRange={range}
      noHeader={options["showHeader"] === false}
      cellHeight={options["cellHeight"]}
      initialSortBy={[...(options["sortBy"] ?? [])]}
    />
  );
}
