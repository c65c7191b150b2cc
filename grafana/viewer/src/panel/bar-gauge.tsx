import { BarGauge, useTheme2 } from "@grafana/ui";
import { BarGaugeDisplayMode, BarGaugeNamePlacement, BarGaugeValueMode } from "@grafana/schema";
import { getDisplayValueAlignmentFactors, VizOrientation } from "@grafana/data";
import { Linked } from "./links.tsx";
import type { PanelProps } from "./types.ts";
import { readableValues } from "./values.ts";

export function BarGaugePanel(props: PanelProps) {
  const theme = useTheme2();
  const values = readableValues(props, theme);
  const options = props.panel.options ?? {};
  // All bars begin and end at the same place.
  const alignment = getDisplayValueAlignmentFactors(values);
  const gap = 4;
  const fitting = props.height / Math.max(1, values.length) - gap;
  const height = Math.max(options["minVizHeight"] ?? 12, Math.min(options["maxVizHeight"] ?? 300, fitting));
  return (
    <div style={{ height: props.height, overflowY: "auto" }}>
      {values.map((value, index) => (
        <div key={index} style={{ marginBottom: gap }}>
          <Linked value={value}>
            <BarGauge
              theme={theme}
              value={value.display}
              field={value.field}
              alignmentFactors={alignment}
              {...(value.view && { display: value.view.getFieldDisplayProcessor(value.colIndex ?? 0) })}
              orientation={VizOrientation.Horizontal}
              displayMode={options["displayMode"] ?? BarGaugeDisplayMode.Gradient}
              valueDisplayMode={options["valueMode"] ?? BarGaugeValueMode.Color}
              namePlacement={options["namePlacement"] ?? BarGaugeNamePlacement.Auto}
              showUnfilled={options["showUnfilled"] ?? true}
              width={props.width - (fitting < height ? 12 : 0)}
              height={height}
              itemSpacing={gap}
              lcdCellWidth={8}
            />
          </Linked>
        </div>
      ))}
    </div>
  );
}
