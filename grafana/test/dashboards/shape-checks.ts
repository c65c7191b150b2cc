import { colors } from "../../src/panel/colors.ts";
import { nameOf, panelsOf, type Check, type Dashboard, type Panel } from "./world.ts";

const panelTypes = new Set([
  "timeseries",
  "stat",
  "gauge",
  "bargauge",
  "table",
  "logs",
  "heatmap",
  "state-timeline",
  "piechart",
  "text",
]);
const folders: Readonly<Record<string, readonly string[]>> = {
  "On call": ["otel-overview", "otel-slo", "otel-alerts"],
  Services: ["otel-service", "otel-node", "otel-errors", "otel-logs"],
  Dependencies: ["otel-database", "otel-queues", "otel-cache", "otel-external"],
  Product: ["otel-business", "otel-security", "otel-tenants"],
  Platform: ["otel-host", "otel-pipeline"],
};
const palette = new Set(Object.values(colors));
/** Colours that are words: of Grafana's fields, not of ours. */
const noColor = new Set(["transparent", "rgba(255,0,255,0.7)"]);

export const hasClassicShape: Check = ({ files }) =>
  files.flatMap(({ dashboard }) => {
    const { uid, title, schemaVersion, editable, tags, panels } = dashboard;
    return [
      ...(schemaVersion === 42 ? [] : [`${title} has schemaVersion ${schemaVersion}, expected 42`]),
      ...(/^otel-[a-z]+$/.test(uid) ? [] : [`${title} has uid ${uid}`]),
      ...(editable ? [`${title} can be edited where it cannot be saved`] : []),
      ...(tags.includes("otelstack") ? [] : [`${title} lacks the tag otelstack`]),
      ...(panels.length > 0 ? [] : [`${title} is empty`]),
      ...panelsOf(dashboard)
        .filter(({ type }) => !panelTypes.has(type))
        .map((panel) => `${nameOf(dashboard, panel)} has the unknown type ${panel.type}`),
    ];
  });

export const hasAllFolders: Check = ({ files }) => {
  const found = files.map(({ folder, dashboard }) => `${folder}/${dashboard.uid}`);
  const expected = Object.entries(folders).flatMap(([folder, uids]) => uids.map((uid) => `${folder}/${uid}`));
  return [
    ...expected.filter((path) => !found.includes(path)).map((path) => `${path} is missing`),
    ...found.filter((path) => !expected.includes(path)).map((path) => `${path} is not where it belongs`),
  ];
};

export const hasUniqueNames: Check = ({ files }) => [
  ...twice(files.map(({ dashboard }) => `uid ${dashboard.uid}`)),
  ...twice(files.map(({ folder, dashboard }) => `title ${folder}/${dashboard.title}`)),
  ...files.flatMap(({ dashboard }) => [
    ...twice(
      [...dashboard.panels, ...panelsOf(dashboard)].filter(unique).map(({ id }) => `${dashboard.title}: id ${id}`),
    ),
    ...twice(panelsOf(dashboard).map((panel) => `title ${nameOf(dashboard, panel)} (${panel.type})`)),
    ...panelsOf(dashboard).flatMap((panel) => {
      const refIds = panel.targets?.map(({ refId }) => `${nameOf(dashboard, panel)}: refId ${refId}`) ?? [];
      return twice(refIds);
    }),
  ]),
];

export const hasNoOverlaps: Check = ({ files }) =>
  files.flatMap(({ dashboard }) => {
    const groups = [dashboard.panels, ...dashboard.panels.map(({ panels = [] }) => panels)];
    return groups.flatMap((panels) =>
      panels.flatMap((panel, index) => placeProblems(dashboard, panel, panels.slice(index + 1))),
    );
  });

function placeProblems(dashboard: Dashboard, panel: Panel, others: readonly Panel[]): string[] {
  const { x, w, h } = panel.gridPos;
  return [
    ...(x >= 0 && w > 0 && h > 0 && x + w <= 24 ? [] : [`${nameOf(dashboard, panel)} is outside of the 24 columns`]),
    ...others
      .filter((other) => overlap(panel.gridPos, other.gridPos))
      .map((other) => `${nameOf(dashboard, panel)} overlaps ${other.title}`),
  ];
}

function overlap(a: Panel["gridPos"], b: Panel["gridPos"]): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

const drawsSeries = new Set(["timeseries", "state-timeline", "piechart", "bargauge"]);

export const hasWords: Check = ({ files }) =>
  files.flatMap(({ dashboard }) =>
    panelsOf(dashboard).flatMap((panel) => {
      const lacks = (what: string): string => `${nameOf(dashboard, panel)} has no ${what}`;
      const { title, description = "", type, fieldConfig, targets = [] } = panel;
      const { unit, noValue } = fieldConfig?.defaults ?? {};
      return [
        ...(/^(?:[A-Z]|p\d\d\b)/.test(title) ? [] : [lacks("title in sentence case")]),
        ...(description.length >= 30 && description.endsWith(".") ? [] : [lacks("description in sentences")]),
        ...(type === "text" || targets.length > 0 ? [] : [lacks("query")]),
        ...(type === "text" || isFilled(unit) ? [] : [lacks("unit")]),
        ...(type === "text" || isFilled(noValue) ? [] : [lacks("noValue")]),
        ...(drawsSeries.has(type) && targets.some(({ legendFormat }) => legendFormat === "__auto")
          ? [lacks("legend")]
          : []),
      ];
    }),
  );

export const hasPaletteColors: Check = ({ files }) =>
  files.flatMap(({ dashboard }) =>
    colorsIn(dashboard)
      .filter((color) => !palette.has(color) && !noColor.has(color))
      .map((color) => `${dashboard.title} uses the colour ${color}, which is not of the palette`),
  );

function colorsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "string" && ["color", "fixedColor", "iconColor"].includes(key) ? [inner] : colorsIn(inner),
  );
}

function isFilled(text: unknown): boolean {
  return typeof text === "string" && text !== "";
}

function unique<Item>(item: Item, index: number, all: readonly Item[]): boolean {
  return all.indexOf(item) === index;
}

function twice(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is there twice`);
}
