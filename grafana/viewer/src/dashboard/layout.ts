import type { ChosenVariables } from "../variables/format.ts";
import type { GridPos, PanelModel } from "./model.ts";

/** A panel or the head of a row, at its place. */
export interface Placed {
  readonly panel: PanelModel;
  readonly at: GridPos;
  /** Of a row's head. */
  readonly isOpen?: boolean;
}

/**
 * Panels at their places: repeated panels multiplied, rows opened or closed as the dashboard says or the reader has
 * chosen (`toggled` holds the ids of rows that are not as the dashboard has them).
 */
export function layOut(
  panels: readonly PanelModel[],
  variables: ChosenVariables,
  toggled: ReadonlySet<number>,
): readonly Placed[] {
  const placed: Placed[] = [];
  let bottom = 0;
  for (const { head, inside } of sections(panels).flatMap((section) => repeatRow(section, variables))) {
    const isOpen = head === undefined || (head.collapsed === true) === toggled.has(head.id);
    if (head !== undefined) {
      placed.push({ panel: head, at: { x: 0, y: bottom, w: 24, h: 1 }, isOpen });
      bottom += 1;
    }
    if (!isOpen) continue;
    const shown = repeatAll(inside, variables);
    const top = Math.min(...shown.map(({ gridPos }) => gridPos.y));
    for (const panel of shown) placed.push({ panel, at: { ...panel.gridPos, y: panel.gridPos.y - top + bottom } });
    if (shown.length > 0) bottom += Math.max(...shown.map(({ gridPos }) => gridPos.y + gridPos.h)) - top;
  }
  return placed;
}

interface Section {
  readonly head: PanelModel | undefined;
  readonly inside: PanelModel[];
}

/** A row's panels are inside of it when it is closed, and behind it when it is open. */
function sections(panels: readonly PanelModel[]): Section[] {
  const all: Section[] = [{ head: undefined, inside: [] }];
  for (const panel of panels) {
    if (panel.type === "row") all.push({ head: panel, inside: [...(panel.panels ?? [])] });
    else all.at(-1)?.inside.push(panel);
  }
  return all.filter(({ head, inside }) => head !== undefined || inside.length > 0);
}

/** A repeated row is all of it again, for each value: its panels belong to the value of their row. */
function repeatRow({ head, inside }: Section, variables: ChosenVariables): Section[] {
  const variable = head?.repeat;
  const values = variable === undefined ? [] : (variables.get(variable)?.values ?? []);
  if (head === undefined || variable === undefined || values.length === 0) return [{ head, inside }];
  return values.map((value, index) => {
    const own = (panel: PanelModel): PanelModel => ({
      ...panel,
      // The first keeps its ids: they stand in addresses.
      id: index === 0 ? panel.id : panel.id + index * 1_000_000,
      repeatedFor: { variable, value },
    });
    return { head: own(head), inside: inside.map(own) };
  });
}

function repeatAll(panels: readonly PanelModel[], variables: ChosenVariables): PanelModel[] {
  const result: PanelModel[] = [];
  let shift = 0;
  for (const panel of panels.toSorted((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x)) {
    const moved = { ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y + shift } };
    const copies = repeat(moved, variables);
    result.push(...copies);
    shift += Math.max(...copies.map(({ gridPos }) => gridPos.y + gridPos.h)) - (moved.gridPos.y + moved.gridPos.h);
  }
  return result;
}

function repeat(panel: PanelModel, variables: ChosenVariables): PanelModel[] {
  const values = panel.repeat === undefined ? [] : (variables.get(panel.repeat)?.values ?? []);
  if (panel.repeat === undefined || values.length === 0) return [panel];
  const { x, y, w, h } = panel.gridPos;
  const perRow = panel.repeatDirection === "v" ? 1 : Math.min(values.length, panel.maxPerRow ?? 4);
  const width = panel.repeatDirection === "v" ? w : Math.floor(24 / perRow);
  const variable = panel.repeat;
  return values.map((value, index) => ({
    ...panel,
    id: panel.id * 1000 + index,
    gridPos: {
      x: panel.repeatDirection === "v" ? x : (index % perRow) * width,
      y: y + Math.floor(index / perRow) * h,
      w: width,
      h,
    },
    repeatedFor: { variable, value },
  }));
}
