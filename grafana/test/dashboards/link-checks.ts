import { variablesIn } from "./macros.ts";
import type { Check, Dashboard } from "./world.ts";

const sources: Readonly<Record<string, string>> = {
  prometheus: "prometheus",
  loki: "loki",
  traces: "jaeger",
  alertmanager: "alertmanager",
  "-- Mixed --": "datasource",
};
const home = "otel-overview";
/** Machines belong to no service. */
const ofMachines = new Set(["otel-host"]);

export const hasKnownSources: Check = ({ files }) =>
  files.flatMap(({ dashboard }) =>
    sourcesIn(dashboard)
      .filter(({ uid, type }) => sources[uid] !== type)
      .map(({ uid, type }) => `${dashboard.title} asks the unknown data source ${uid} of type ${type}`),
  );

export const hasLiveLinks: Check = ({ files }) => {
  const byUid = new Map(files.map(({ dashboard }) => [dashboard.uid, dashboard]));
  return files.flatMap(({ dashboard }) =>
    linksIn(dashboard).flatMap(({ uid, variables }) => {
      const target = byUid.get(uid);
      if (target === undefined) return [`${dashboard.title} links to ${uid}, which is not there`];
      const names = new Set(target.templating.list.map(({ name }) => name));
      return variables
        .filter((name) => !names.has(name))
        .map((name) => `${dashboard.title} gives ${uid} the variable ${name}, which it does not have`);
    }),
  );
};

export const isReachable: Check = ({ files }) => {
  const byUid = new Map(files.map(({ dashboard }) => [dashboard.uid, dashboard]));
  const reached = new Set<string>();
  const queue = [home];
  for (let uid = queue.pop(); uid !== undefined; uid = queue.pop()) {
    const dashboard = byUid.get(uid);
    if (dashboard === undefined || reached.has(uid)) continue;
    reached.add(uid);
    queue.push(...linksIn(dashboard).map((link) => link.uid));
  }
  return [...byUid.keys()].filter((uid) => !reached.has(uid)).map((uid) => `no way leads from ${home} to ${uid}`);
};

export const hasAWayHome: Check = ({ files }) =>
  files
    .filter(({ dashboard }) => dashboard.uid !== home && !dashboard.links.some(({ url }) => url === `/d/${home}`))
    .map(({ dashboard }) => `${dashboard.title} has no way back to ${home}`);

export const usesItsVariables: Check = ({ files }) =>
  files.flatMap(({ dashboard }) => {
    const { templating, ...rest } = dashboard;
    const defined = templating.list.map(({ name }) => name);
    const inQueries = variablesIn(queriesIn(dashboard).join("\n"));
    const anywhere = new Set([
      ...variablesIn(JSON.stringify(rest)),
      ...templating.list.flatMap(({ query }) => variablesIn(JSON.stringify(query))),
    ]);
    return [
      ...inQueries
        .filter((name) => !defined.includes(name))
        .map((name) => `${dashboard.title} asks with $${name}, which it does not have`),
      ...defined
        .filter((name) => !anywhere.has(name))
        .map((name) => `${dashboard.title} has the variable ${name} and no use for it`),
      ...templating.list
        .filter(({ query, regex = "" }) => JSON.stringify(query).includes("query_result(") && regex === "")
        .map(({ name }) => `${dashboard.title} offers whole results as values of ${name}: no regex`),
      ...(defined.includes("job") || ofMachines.has(dashboard.uid)
        ? []
        : [`${dashboard.title} cannot be narrowed down to a service: no variable job`]),
    ];
  });

/** Expressions of panels, annotations and variables. */
function queriesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "string" && (key === "expr" || key === "query") ? [inner] : queriesIn(inner),
  );
}

function sourcesIn(value: unknown): { uid: string; type: string }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "datasource" ? [inner as { uid: string; type: string }] : sourcesIn(inner),
  );
}

interface Link {
  readonly uid: string;
  readonly variables: readonly string[];
}

/** Every `/d/<uid>?var-<name>=…` in it: the dashboard's own links, those of cells and series, those in texts. */
function linksIn(dashboard: Dashboard): Link[] {
  return [...JSON.stringify(dashboard).matchAll(/\/d\/([\w-]+)(\?[^"\s)]*)?/g)].map(([, uid = "", query = ""]) => ({
    uid,
    variables: [...query.matchAll(/var-([\w-]+)=/g)].map(([, name = ""]) => name),
  }));
}
