import { type DataFrame, LoadingState, type TimeRange } from "@grafana/data";
import { useTheme2 } from "@grafana/ui";
import { useEffect, useRef, useState } from "react";
import { type ExemplarDot, panelExemplars } from "../query/exemplars.ts";
import type { Grid } from "../query/frames.ts";
import { runPanel } from "../query/run.ts";
import type { Scope } from "../variables/interpolate.ts";
import type { PanelModel } from "./model.ts";

/** What a panel has, and what it waits for. */
export interface Found {
  readonly state: LoadingState;
  readonly frames?: DataFrame[];
  readonly exemplars: readonly ExemplarDot[];
  /** The range that was asked for: what is drawn belongs to it until the next answer. */
  readonly range?: TimeRange;
  readonly error?: string;
}

interface When {
  readonly scope: Scope;
  readonly grid: Grid;
  readonly range: TimeRange;
}

/** A question that is on its way. */
interface Asking {
  readonly question: string;
  readonly cancel: AbortController;
  /** Asks the same of a later time. */
  again?: () => void;
}

/**
 * The answers to a panel's questions. Another question takes the place of the one before; the same one at a later time, a
 * refresh, waits for its answer, or a server that is slower than the refresh would never be heard.
 */
export function useData(panel: PanelModel, { scope, grid, range }: When, isVisible: boolean): Found {
  const theme = useTheme2();
  const [found, setFound] = useState<Found>({ state: LoadingState.NotStarted, exemplars: [] });
  const asking = useRef<Asking | undefined>(undefined);
  useEffect(() => {
    if (!isVisible) return;
    const question = questionOf(panel, scope);
    const ask = (): void => {
      const own: Asking = { question, cancel: new AbortController() };
      const { signal } = own.cancel;
      asking.current = own;
      setFound((before) => ({ ...before, state: LoadingState.Loading }));
      Promise.all([runPanel({ panel, scope, grid, theme, signal }), panelExemplars(panel, scope, grid, signal)])
        .then(
          ([frames, exemplars]) => {
            if (!signal.aborted) setFound({ state: LoadingState.Done, frames, exemplars, range });
          },
          (error: Error) => {
            if (!signal.aborted) setFound((before) => ({ ...before, state: LoadingState.Error, error: error.message }));
          },
        )
        .finally(() => {
          if (asking.current !== own) return;
          asking.current = undefined;
          own.again?.();
        });
    };
    const running = asking.current;
    if (running?.question === question) running.again = ask;
    else {
      running?.cancel.abort();
      ask();
    }
  }, [panel, scope, grid, theme, isVisible]);
  useEffect(() => () => asking.current?.cancel.abort(), []);
  return found;
}

/** All of it but the time at which it is asked. */
function questionOf({ id }: PanelModel, { variables, builtin }: Scope): string {
  const chosen = [...variables.values()].map(({ name, values, isAll }) => [name, values, isAll]);
  return JSON.stringify([id, builtin["__url_time_range"], builtin["__interval"], chosen]);
}
