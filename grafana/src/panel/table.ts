import { colors } from "./colors.ts";
import { panelOf, type DataLink, type PanelBase, type PanelDef } from "./panel.ts";
import type { OverrideJson, TransformationJson } from "./schema.ts";

/** A column: a label of the results, or the value of the query with that refId. */
export interface Column {
  /** `http_route`, or `Value #A`; with one query `Value`. */
  readonly field: string;
  readonly title: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly link?: DataLink;
  /** Background by these limits. */
  readonly thresholds?: { readonly warning: number; readonly bad: number; readonly below?: boolean };
  readonly width?: number;
}

export interface TablePanel extends PanelBase {
  /** In this order; fields that are not named are not shown. */
  readonly columns: readonly Column[];
  /** The column's title, descending. */
  readonly sortBy: string;
}

interface Step {
  readonly color: string;
  readonly value: number | null;
}

/** One row for each set of labels, one column for each instant query. */
export function table(panel: TablePanel): PanelDef {
  return panelOf(
    {
      // In a cell it stands for a label that is not there.
      noValue: "–",
      ...panel,
      transformations: panel.transformations ?? columnsInOrder(panel),
      overrides: [...panel.columns.map(columnOverride), ...(panel.overrides ?? [])],
    },
    {
      type: "table",
      width: 12,
      height: 8,
      colorMode: "thresholds",
      custom: { align: "auto", cellOptions: { type: "auto" }, filterable: false },
      options: {
        cellHeight: "sm",
        frameIndex: 0,
        showHeader: true,
        sortBy: [{ displayName: panel.sortBy, desc: true }],
      },
    },
  );
}

function columnsInOrder({ columns, queries }: TablePanel): TransformationJson[] {
  const named = columns.flatMap(({ field, title }, index) => namesOf(field).map((name) => ({ name, title, index })));
  return [
    // Loki answers with a frame for each set of labels, Prometheus with one for all.
    ...(queries.some(({ source }) => source === "loki")
      ? [{ id: "labelsToFields", options: { mode: "columns" } }]
      : []),
    ...(queries.length > 1 || queries.some(({ source }) => source === "loki") ? [{ id: "merge", options: {} }] : []),
    { id: "filterFieldsByName", options: { include: { names: named.map(({ name }) => name) } } },
    {
      id: "organize",
      options: {
        indexByName: Object.fromEntries(named.map(({ name, index }) => [name, index])),
        renameByName: Object.fromEntries(named.map(({ name, title }) => [name, title])),
        excludeByName: {},
      },
    },
  ];
}

/** Prometheus' only query is `Value`; Loki's may be `Value #A` even when it is the only one. */
function namesOf(field: string): string[] {
  return field === "Value" ? ["Value", "Value #A"] : [field];
}

/** Only trouble has a colour: a green cell draws the eye, and a cell without a value would be green, too. */
function stepsOf({ warning, bad, below = false }: NonNullable<Column["thresholds"]>): Step[] {
  return below
    ? [
        // A cell without a value has the first colour, and is not bad. Not null: negative values would be below that, too.
        { color: colors.none, value: -2e9 },
        { color: colors.bad, value: -1e9 },
        { color: colors.warning, value: bad },
        { color: colors.none, value: warning },
      ]
    : [
        { color: colors.none, value: null },
        { color: colors.warning, value: warning },
        { color: colors.bad, value: bad },
      ];
}

function columnOverride({ title, unit, decimals, link, thresholds, width }: Column): OverrideJson {
  const properties = [
    { id: "unit", value: unit },
    { id: "decimals", value: decimals },
    { id: "links", value: link && [link] },
    { id: "custom.width", value: width },
    { id: "custom.cellOptions", value: thresholds && { type: "color-background", mode: "basic" } },
    {
      id: "thresholds",
      value: thresholds && {
        mode: "absolute",
        steps: stepsOf(thresholds),
      },
    },
  ];
  return {
    matcher: { id: "byName", options: title },
    properties: properties.filter(({ value }) => value !== undefined),
  };
}
