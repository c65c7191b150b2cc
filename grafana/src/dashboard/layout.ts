import type { PanelDef } from "../panel/panel.ts";

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Placed {
  readonly panel: PanelDef;
  readonly place: Place;
}

const columns = 24;

/** Puts panels side by side from left to right and begins a new line where the next one does not fit. */
export function flow(panels: readonly PanelDef[], top: number): { readonly placed: Placed[]; readonly bottom: number } {
  const placed: Placed[] = [];
  let [x, y, tallest] = [0, top, 0];
  for (const panel of panels) {
    if (x + panel.width > columns) [x, y, tallest] = [0, y + tallest, 0];
    placed.push({ panel, place: { x, y, w: panel.width, h: panel.height } });
    x += panel.width;
    tallest = Math.max(tallest, panel.height);
  }
  return { placed, bottom: y + tallest };
}
