import { Icon } from "@grafana/ui";
import { useWidth } from "../app/use-width.ts";
import { interpolate } from "../variables/interpolate.ts";
import { layOut, type Placed } from "./layout.ts";
import type { PanelModel } from "./model.ts";
import { Panel, scopeOf, type Shared } from "./panel.tsx";

const rowPixels = 38;
const gapPixels = 8;
/** Below it panels stand one under the other. */
const narrowPixels = 700;

interface Props {
  readonly panels: readonly PanelModel[];
  readonly shared: Shared;
  readonly toggled: ReadonlySet<number>;
  readonly onToggle: (rowId: number) => void;
}

/** The panels at their places, in the width there is. */
export function PanelGrid({ panels, shared, toggled, onToggle }: Props) {
  const [box, width] = useWidth<HTMLDivElement>();
  const placed = layOut(panels, shared.scope.variables, toggled);
  const isNarrow = width < narrowPixels;
  const bottom = Math.max(0, ...placed.map(({ at }) => at.y + at.h));
  return (
    <div ref={box} className={isNarrow ? "grid narrow" : "grid"} style={isNarrow ? {} : { height: bottom * rowPixels }}>
      {width > 0 &&
        placed.map((one) => {
          const size = {
            width: isNarrow ? width : (one.at.w * width) / 24 - gapPixels,
            height: one.at.h * rowPixels - gapPixels,
          };
          const left = (one.at.x * width) / 24;
          const place = isNarrow
            ? { marginBottom: gapPixels }
            : { position: "absolute" as const, left, top: one.at.y * rowPixels };
          return (
            <div key={one.panel.id} style={{ ...place, ...size }}>
              {one.panel.type === "row" ? (
                <RowHead row={one} shared={shared} onToggle={onToggle} />
              ) : (
                <Panel panel={one.panel} shared={shared} {...size} />
              )}
            </div>
          );
        })}
    </div>
  );
}

function RowHead({
  row,
  shared,
  onToggle,
}: {
  readonly row: Placed;
  readonly shared: Shared;
  readonly onToggle: Props["onToggle"];
}) {
  return (
    <button type="button" className="row-head" aria-expanded={row.isOpen} onClick={() => onToggle(row.panel.id)}>
      <Icon name={row.isOpen ? "angle-down" : "angle-right"} />{" "}
      {interpolate(row.panel.title, scopeOf(row.panel, shared.scope))}
    </button>
  );
}
