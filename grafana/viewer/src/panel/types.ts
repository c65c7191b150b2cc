import type { DataFrame, EventBus, TimeRange } from "@grafana/data";
import type { Annotation } from "../dashboard/annotations.ts";
import type { PanelModel } from "../dashboard/model.ts";
import type { ExemplarDot } from "../query/exemplars.ts";

/** What every panel is drawn from. */
export interface PanelProps {
  readonly panel: PanelModel;
  readonly frames: DataFrame[];
  readonly width: number;
  readonly height: number;
  readonly range: TimeRange;
  readonly exemplars: readonly ExemplarDot[];
  readonly annotations: readonly Annotation[];
  readonly events: EventBus;
  readonly replace: (text: string) => string;
  /** Milliseconds since 1970. */
  readonly onZoom: (from: number, to: number) => void;
}
