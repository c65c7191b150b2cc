import {
  BigValue,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  useTheme2,
} from "@grafana/ui";
import { getDisplayValueAlignmentFactors } from "@grafana/data";
import { Linked } from "./links.tsx";
import type { PanelProps } from "./types.ts";
import { behindText } from "./readable.ts";
import { readableValues, tiles } from "./values.ts";

export function StatPanel(props: PanelProps) {
  const theme = useTheme2();
  const options = props.panel.options ?? {};
  const values = readableValues(props, theme, options["colorMode"] === "background" ? behindText : undefined);
  const { columns, rows } = tiles(values.length, props.width, props.height);
  const alignment = getDisplayValueAlignmentFactors(values);
  return (
    <div style={{ display: "grid", gridTemplateColumns: `repeat(${columns}, 1fr)`, gap: 2 }}>
      {values.map((value, index) => (
        <Linked key={index} value={value}>
          <BigValue
            theme={theme}
            value={value.display}
            width={(props.width - 2 * (columns - 1)) / columns}
            height={(props.height - 2 * (rows - 1)) / rows}
            count={values.length}
            alignmentFactors={alignment}
            textMode={(options["textMode"] as BigValueTextMode) ?? BigValueTextMode.Auto}
            colorMode={(options["colorMode"] as BigValueColorMode) ?? BigValueColorMode.Value}
            graphMode={(options["graphMode"] as BigValueGraphMode) ?? BigValueGraphMode.None}
            justifyMode={(options["justifyMode"] as BigValueJustifyMode) ?? BigValueJustifyMode.Auto}
            sparkline={value.sparkline}
          />
        </Linked>
      ))}
    </div>
  );
}
