import type { Problem } from "./problem.ts";
import { queryError, variablesIn, withoutVariables, type Language } from "./query.ts";
import { isRecord, listOf, problemAt, shown } from "./shape.ts";
import type { Path, Source } from "./source.ts";

const schemaVersion = 42;
const columns = 24;
const sources: Readonly<Record<string, Language | undefined>> = {
  prometheus: "promql",
  loki: "logql",
  traces: undefined,
  alertmanager: undefined,
  "-- Mixed --": undefined,
  "-- Grafana --": undefined,
  "-- Dashboard --": undefined,
};

type Content = Readonly<Record<string, unknown>>;

interface PlacedPanel {
  readonly path: Path;
  readonly panel: Content;
}

/** A query of a dashboard and its language. */
export interface PlacedQuery {
  readonly path: Path;
  readonly expr: string;
  readonly language: Language | undefined;
}

/** A dashboard's shape, the places of its panels, its data sources, and the grammar of its queries. */
export function checkDashboard(source: Source): Problem[] {
  const value = source.value as Content;
  const panels = panelsOf(value);
  return [
    ...headProblems(source, value),
    ...idProblems(source, panels),
    ...placeProblems(source, panels),
    ...panels.flatMap((panel) => panelProblems(source, panel, variablesOf(value))),
  ];
}

/** Every query that can be read without Grafana, variables replaced by values. */
export function dashboardQueries(source: Source): PlacedQuery[] {
  return panelsOf(source.value as Content).flatMap(({ path, panel }) =>
    targetsOf(panel).flatMap(({ target, index }) => {
      if (typeof target["expr"] !== "string") return [];
      const uid = uidOf(target["datasource"]) ?? uidOf(panel["datasource"]);
      const language = languageOf(uid, target["datasource"] ?? panel["datasource"]);
      return [{ path: [...path, "targets", index, "expr"], expr: withoutVariables(target["expr"]), language }];
    }),
  );
}

function headProblems(source: Source, { uid, title, schemaVersion: version }: Content): Problem[] {
  return [
    ...(typeof uid === "string" && /^[\w-]{1,40}$/.test(uid)
      ? []
      : [
          problemAt(source, ["uid"], `uid: expected 1 to 40 letters, digits, - or _, got ${shown(uid)}; links need it`),
        ]),
    ...(typeof title === "string" && title !== ""
      ? []
      : [problemAt(source, ["title"], `title: expected a text, got ${shown(title)}`)]),
    ...(version === schemaVersion
      ? []
      : [problemAt(source, ["schemaVersion"], `schemaVersion: expected ${schemaVersion}, got ${shown(version)}`)]),
  ];
}

/** All panels, also those inside closed rows; rows too, they have places and ids. */
function panelsOf(value: Content, path: Path = []): PlacedPanel[] {
  return listOf(value["panels"]).flatMap((panel, index) => {
    if (!isRecord(panel)) return [];
    const at = [...path, "panels", index];
    return [{ path: at, panel }, ...panelsOf(panel, at)];
  });
}

function idProblems(source: Source, panels: readonly PlacedPanel[]): Problem[] {
  return panels.flatMap(({ path, panel: { id, title } }, index) => {
    if (!Number.isInteger(id))
      return [problemAt(source, path, `panel ${shown(title)}: expected an id, got ${shown(id)}`)];
    const first = panels.findIndex(({ panel }) => panel["id"] === id);
    if (first === index) return [];
    const other = source.lineOf([...(panels[first]?.path ?? []), "id"]);
    return [problemAt(source, [...path, "id"], `id ${shown(id)}: expected each once, got it on line ${other} too`)];
  });
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

function placeProblems(source: Source, panels: readonly PlacedPanel[]): Problem[] {
  const placed = panels.map((one) => ({ ...one, place: placeOf(one.panel) }));
  return placed.flatMap(({ path, panel, place }, index): Problem[] => {
    const title = shown(panel["title"]);
    if (place === undefined) {
      return [
        problemAt(
          source,
          [...path, "gridPos"],
          `panel ${title}: expected gridPos with x, y, w and h, got ${shown(panel["gridPos"])}`,
        ),
      ];
    }
    if (place.x + place.w > columns) {
      return [
        problemAt(
          source,
          [...path, "gridPos"],
          `panel ${title}: expected x + w to be at most ${columns}, got ${place.x + place.w}`,
        ),
      ];
    }
    // A closed row's panels lie where other panels are while it is closed.
    const hit = placed.slice(0, index).find((other) => {
      return other.path.length === path.length && other.place !== undefined && overlap(place, other.place);
    });
    return hit === undefined
      ? []
      : [
          problemAt(
            source,
            [...path, "gridPos"],
            `panel ${title} covers panel ${shown(hit.panel["title"])} on line ${source.lineOf(hit.path)}`,
          ),
        ];
  });
}

function placeOf({ gridPos }: Content): Rectangle | undefined {
  if (!isRecord(gridPos)) return undefined;
  const { x, y, w, h } = gridPos;
  return [x, y, w, h].every((value) => typeof value === "number") ? ({ x, y, w, h } as Rectangle) : undefined;
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: unknown;
}

function variablesOf({ templating }: Content): Variable[] {
  const list = isRecord(templating) ? listOf(templating["list"]) : [];
  return list
    .filter((one) => isRecord(one))
    .map(({ name, type, query }) => ({ name: String(name), type: String(type), query }));
}

function panelProblems(source: Source, { path, panel }: PlacedPanel, variables: readonly Variable[]): Problem[] {
  const targets = targetsOf(panel);
  const own = panel["datasource"];
  return [
    ...sourceProblems(source, [...path, "datasource"], own, variables),
    ...targets.flatMap(({ target, index }) =>
      sourceProblems(source, [...path, "targets", index, "datasource"], target["datasource"], variables),
    ),
    ...targets.flatMap(({ target, index }) =>
      refProblems(
        source,
        [...path, "targets", index],
        target,
        targets.slice(0, index).map((one) => one.target),
      ),
    ),
    ...targets.flatMap(({ target, index }) => {
      const uid = uidOf(target["datasource"]) ?? uidOf(own);
      const language = languageOf(uid, target["datasource"] ?? own);
      return exprProblems(source, [...path, "targets", index, "expr"], target["expr"], { language, variables });
    }),
  ];
}

function targetsOf({ targets }: Content): { target: Content; index: number }[] {
  return listOf(targets).flatMap((target, index) => (isRecord(target) ? [{ target, index }] : []));
}

function uidOf(datasource: unknown): string | undefined {
  if (typeof datasource === "string") return datasource;
  return isRecord(datasource) && typeof datasource["uid"] === "string" ? datasource["uid"] : undefined;
}

function languageOf(uid: string | undefined, datasource: unknown): Language | undefined {
  if (uid !== undefined && sources[uid] !== undefined) return sources[uid];
  const type = isRecord(datasource) ? datasource["type"] : undefined;
  return typeof type === "string" ? sources[type] : undefined;
}

function sourceProblems(source: Source, path: Path, datasource: unknown, variables: readonly Variable[]): Problem[] {
  const uid = uidOf(datasource);
  if (uid === undefined || uid in sources) return [];
  const [name] = variablesIn(uid);
  const isVariable = variables.some((one) => one.name === name && one.type === "datasource");
  if (isVariable) return [];
  return [
    problemAt(
      source,
      path,
      `data source ${shown(uid)} is not known; expected ${Object.keys(sources).join(", ")} or a variable`,
    ),
  ];
}

function refProblems(source: Source, path: Path, { refId }: Content, before: readonly Content[]): Problem[] {
  if (typeof refId !== "string") return [problemAt(source, path, `refId: expected a letter, got ${shown(refId)}`)];
  return before.some((other) => other["refId"] === refId)
    ? [problemAt(source, [...path, "refId"], `refId ${shown(refId)}: expected each once in a panel`)]
    : [];
}

interface Reading {
  readonly language: Language | undefined;
  readonly variables: readonly Variable[];
}

function exprProblems(source: Source, path: Path, expr: unknown, { language, variables }: Reading): Problem[] {
  if (typeof expr !== "string") return [];
  const known = new Set(variables.map(({ name }) => name));
  const unknown = variablesIn(expr).filter((name) => !known.has(name));
  const error = language === undefined ? undefined : queryError(language, withoutVariables(expr));
  return [
    ...unknown.map((name) =>
      problemAt(source, path, `variable $${name} is not defined; known are ${[...known].join(", ") || "none"}`),
    ),
    ...(error === undefined ? [] : [problemAt(source, path, error.message)]),
  ];
}
