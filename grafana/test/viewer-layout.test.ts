import { join } from "node:path";
import { expect, test } from "vitest";

// The viewer's own type check knows the types: here they are what the test needs of them.
interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}
type LayOut = (
  panels: readonly unknown[],
  variables: ReadonlyMap<string, unknown>,
  toggled: ReadonlySet<number>,
) => readonly {
  readonly panel: { readonly id: number; readonly title: string; readonly repeatedFor?: { readonly value: string } };
  readonly at: GridPos;
  readonly isOpen?: boolean;
}[];

const module = join(import.meta.dirname, "../viewer/src/dashboard/layout.ts");
const { layOut } = (await import(module)) as { readonly layOut: LayOut };

const at = (x: number, y: number, w: number, h: number): GridPos => ({ x, y, w, h });
const variables = new Map([["service", { name: "service", values: ["a", "b", "c"] }]]);
const row = { id: 1, type: "row", title: "Row of $service", gridPos: at(0, 0, 24, 1) };
const wide = { id: 2, type: "stat", title: "wide", gridPos: at(0, 1, 24, 4), repeat: "service", maxPerRow: 2 };
const below = { id: 3, type: "stat", title: "below", gridPos: at(0, 5, 12, 3) };

test("a repeated panel stands beside itself, at most so many in a row, and moves down what is below", () => {
  const placed = layOut([wide, below], variables, new Set());
  expect(placed.map(({ panel, at: place }) => [panel.title, panel.repeatedFor?.value, place])).toEqual([
    ["wide", "a", at(0, 0, 12, 4)],
    ["wide", "b", at(12, 0, 12, 4)],
    ["wide", "c", at(0, 4, 12, 4)],
    ["below", undefined, at(0, 8, 12, 3)],
  ]);
  expect(new Set(placed.map(({ panel }) => panel.id)).size).toBe(4);
});

test("a panel repeated downwards keeps its width", () => {
  const down = { ...wide, gridPos: at(6, 0, 6, 2), repeatDirection: "v" };
  expect(layOut([down], variables, new Set()).map((one) => one.at)).toEqual([
    at(6, 0, 6, 2),
    at(6, 2, 6, 2),
    at(6, 4, 6, 2),
  ]);
});

test("a variable without values leaves the panel once", () => {
  expect(layOut([wide], new Map(), new Set()).map(({ panel }) => panel.title)).toEqual(["wide"]);
});

test("a repeated row repeats its panels, each for the value of its row", () => {
  const placed = layOut([{ ...row, repeat: "service" }, below], variables, new Set());
  expect(placed.map(({ panel, at: { y } }) => [panel.title, panel.repeatedFor?.value, y])).toEqual([
    ["Row of $service", "a", 0],
    ["below", "a", 1],
    ["Row of $service", "b", 4],
    ["below", "b", 5],
    ["Row of $service", "c", 8],
    ["below", "c", 9],
  ]);
  expect(new Set(placed.map(({ panel }) => panel.id)).size).toBe(6);
});

test("a closed row hides its panels until it is opened, and what is below moves", () => {
  const closed = { ...row, collapsed: true, panels: [below] };
  const next = { ...row, id: 9, title: "next" };
  const titles = (toggled: readonly number[]) =>
    layOut([closed, next], new Map(), new Set(toggled)).map(({ panel, at: { y }, isOpen }) => [panel.title, y, isOpen]);
  expect(titles([])).toEqual([
    ["Row of $service", 0, false],
    ["next", 1, true],
  ]);
  expect(titles([1])).toEqual([
    ["Row of $service", 0, true],
    ["below", 1, undefined],
    ["next", 4, true],
  ]);
});
