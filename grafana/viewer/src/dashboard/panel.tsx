import { type DataFrame, type EventBus, LoadingState, type TimeRange } from "@grafana/data";
import { ErrorBoundary, PanelChrome, useTheme2 } from "@grafana/ui";
import { useEffect, useMemo, useRef, useState } from "react";
import { panelTypes } from "../panel/registry.tsx";
import type { Grid } from "../query/frames.ts";
import { interpolate, type Scope } from "../variables/interpolate.ts";
import type { Annotation } from "./annotations.ts";
import type { PanelModel } from "./model.ts";
import { type Found, useData } from "./use-data.ts";

/** What all panels of a dashboard share. */
export interface Shared {
  readonly scope: Scope;
  readonly grid: Grid;
  readonly range: TimeRange;
  readonly annotations: readonly Annotation[];
  readonly events: EventBus;
  readonly onZoom: (from: number, to: number) => void;
}

interface Props {
  readonly panel: PanelModel;
  readonly shared: Shared;
  readonly width: number;
  readonly height: number;
}

/** One panel: asks when it comes into sight, shows what it has while it asks again, and says what went wrong. */
export function Panel({ panel, shared, width, height }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const isVisible = useVisible(box);
  const scope = useMemo(() => scopeOf(panel, shared.scope), [panel, shared.scope]);
  const found = useData(panel, { ...shared, scope }, isVisible);
  const empty = isEmpty(panel, found.frames);
  return (
    <div
      ref={box}
      data-panel={panel.id}
      data-type={panel.type}
      data-state={stateOf(found, empty)}
      style={{ width, height }}
    >
      <PanelChrome
        title={interpolate(panel.title, scope)}
        {...(panel.description && { description: panel.description })}
        width={width}
        height={height}
        loadingState={found.state}
        {...(found.error !== undefined && { statusMessage: found.error })}
      >
        {(innerWidth, innerHeight) => (
          <Body
            panel={panel}
            shared={{ ...shared, scope }}
            found={found}
            empty={empty}
            width={innerWidth}
            height={innerHeight}
          />
        )}
      </PanelChrome>
    </div>
  );
}

/** What tests and style sheets read. */
function stateOf({ state, error, frames }: Found, empty: boolean): string {
  if (error !== undefined) return "error";
  if (frames === undefined) return state === LoadingState.NotStarted ? "waiting" : "loading";
  return empty ? "empty" : "done";
}

interface BodyProps extends Props {
  readonly found: Found;
  readonly empty: boolean;
}

function Body({ panel, shared, found, empty, width, height }: BodyProps) {
  const theme = useTheme2();
  const Type = panelTypes[panel.type];
  if (Type === undefined)
    return <Message text={`This viewer does not draw panels of type ${panel.type}; Grafana does.`} />;
  if (found.error !== undefined && found.frames === undefined)
    return <Message text={found.error} color={theme.colors.error.text} />;
  if (found.frames === undefined) return null;
  if (empty) return <Message text={panel.fieldConfig?.defaults?.noValue ?? "No data"} />;
  return (
    <ErrorBoundary>
      {({ error }) =>
        error ? (
          <Message text={`This panel could not be drawn: ${error.message}`} color={theme.colors.error.text} />
        ) : (
          <Type
            panel={panel}
            frames={found.frames ?? []}
            width={width}
            height={height}
            range={found.range ?? shared.range}
            exemplars={found.exemplars}
            annotations={shared.annotations}
            events={shared.events}
            replace={(text) => interpolate(text, shared.scope)}
            onZoom={shared.onZoom}
          />
        )
      }
    </ErrorBoundary>
  );
}

function Message({ text, color }: { readonly text: string; readonly color?: string }) {
  const theme = useTheme2();
  return (
    <div className="panel-message" style={{ color: color ?? theme.colors.text.secondary }}>
      {text}
    </div>
  );
}

function isEmpty({ type }: PanelModel, frames: DataFrame[] | undefined): boolean {
  if (frames === undefined || type === "text") return false;
  const values = frames.flatMap(({ fields }) => fields.slice(1).map((field) => field.values));
  return values.every((list) => list.every((value: unknown) => value === null || value === undefined));
}

/** In a repeated panel the variable has the one value that the panel is for. */
export function scopeOf({ repeatedFor }: PanelModel, scope: Scope): Scope {
  if (repeatedFor === undefined) return scope;
  const variable = scope.variables.get(repeatedFor.variable);
  if (variable === undefined) return scope;
  const own = { ...variable, values: [repeatedFor.value], isAll: false };
  return { ...scope, variables: new Map(scope.variables).set(own.name, own) };
}

/** True from the moment the element comes near the window: a long dashboard asks for what is looked at. */
function useVisible(box: React.RefObject<HTMLDivElement | null>): boolean {
  const [isVisible, setVisible] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null || isVisible) return undefined;
    const observer = new IntersectionObserver((entries) => setVisible(entries.some((entry) => entry.isIntersecting)), {
      rootMargin: "400px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [isVisible, box]);
  return isVisible;
}
