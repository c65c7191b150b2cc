import { dateTimeFormat, type GrafanaTheme2 } from "@grafana/data";
import { Tooltip, type UPlotConfigBuilder } from "@grafana/ui";
import { useLayoutEffect, useReducer, useRef } from "react";
import { createPortal } from "react-dom";
import type uPlot from "uplot";
import type { Annotation } from "../dashboard/annotations.ts";
import type { ExemplarDot } from "../query/exemplars.ts";

interface Props {
  readonly config: UPlotConfigBuilder;
  readonly exemplars: readonly ExemplarDot[];
  readonly annotations: readonly Annotation[];
  readonly theme: GrafanaTheme2;
}

/** Annotations and exemplars over a graph: elements, not pixels, so that they can be focused, read and clicked. */
export function Marks({ config, exemplars, annotations, theme }: Props) {
  const plot = useRef<uPlot | undefined>(undefined);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => {
    config.addHook("init", (drawn) => {
      plot.current = drawn;
    });
    config.addHook("draw", () => queueMicrotask(redraw));
  }, [config]);
  const drawn = plot.current;
  if (drawn === undefined || !drawn.over.isConnected) return null;
  return createPortal(
    <>
      {annotations.map((annotation, index) => (
        <AnnotationMark key={`a${index}`} plot={drawn} annotation={annotation} theme={theme} />
      ))}
      {exemplars.map((dot, index) => (
        <ExemplarMark key={`e${index}`} plot={drawn} dot={dot} theme={theme} />
      ))}
    </>,
    drawn.over,
  );
}

function ExemplarMark({
  plot,
  dot,
  theme,
}: {
  readonly plot: uPlot;
  readonly dot: ExemplarDot;
  readonly theme: GrafanaTheme2;
}) {
  const left = plot.valToPos(dot.time, "x");
  // The first series after the times.
  const scale = plot.series[1]?.scale ?? "y";
  const { min, max } = plot.scales[scale] ?? {};
  if (!isInside(left, plot) || min === undefined || max === undefined || min === null || max === null) return null;
  // What lies above the axis is still worth a click: at its edge.
  const top = plot.valToPos(Math.max(min, Math.min(max, dot.value)), scale);
  const labels = Object.entries(dot.labels).filter(([key]) => !key.startsWith("__"));
  const content = (
    <div>
      <div>{dateTimeFormat(dot.time)}</div>
      <strong>{dot.value.toPrecision(4)}</strong>
      {labels.map(([key, value]) => (
        <div key={key}>
          {key}: {value}
        </div>
      ))}
      <div>Click opens the trace.</div>
    </div>
  );
  return (
    <Tooltip content={content} interactive>
      <a
        className="exemplar"
        href={`/traces/${dot.traceId}`}
        aria-label={`exemplar: trace ${dot.traceId}`}
        // The graph below would take a press as the begin of a zoom.
        onMouseDown={(event) => event.stopPropagation()}
        style={{
          position: "absolute",
          left: left - 5,
          top: top - 5,
          width: 8,
          height: 8,
          rotate: "45deg",
          background: theme.visualization.getColorByName("blue"),
          border: `1px solid ${theme.colors.background.primary}`,
          zIndex: 2,
        }}
      />
    </Tooltip>
  );
}

function AnnotationMark({
  plot,
  annotation,
  theme,
}: {
  readonly plot: uPlot;
  readonly annotation: Annotation;
  readonly theme: GrafanaTheme2;
}) {
  const width = plot.over.clientWidth;
  const from = Math.max(0, plot.valToPos(annotation.time, "x"));
  const to = Math.min(width, plot.valToPos(annotation.until, "x"));
  if (to < 0 || from > width) return null;
  const color = theme.visualization.getColorByName(annotation.color);
  const content = (
    <div>
      <strong>{annotation.source}</strong>: {annotation.title} {annotation.text}
      <div>{dateTimeFormat(annotation.time)}</div>
    </div>
  );
  return (
    <>
      <div
        style={{
          position: "absolute",
          left: from,
          top: 0,
          bottom: 0,
          borderLeft: `1px dashed ${color}`,
          pointerEvents: "none",
        }}
      />
      <Tooltip content={content}>
        <button
          type="button"
          className="annotation"
          aria-label={`${annotation.source}: ${annotation.title}`}
          style={{
            position: "absolute",
            left: from - 1,
            bottom: -5,
            width: Math.max(6, to - from),
            height: 5,
            padding: 0,
            border: 0,
            background: color,
            opacity: 0.8,
            zIndex: 2,
          }}
        />
      </Tooltip>
    </>
  );
}

function isInside(left: number, plot: uPlot): boolean {
  return left >= 0 && left <= plot.over.clientWidth;
}
