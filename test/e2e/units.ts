import type { PanelDef } from "../../grafana/src/panel/panel.ts";
import type { Query } from "../../grafana/src/panel/query.ts";

/** What a value of a unit can be on a machine that runs a demo; a mistaken unit is off by a factor of 1000. */
const plausible: Readonly<Record<string, readonly [low: number, high: number]>> = {
  // A budget that is overspent is below 0.
  percentunit: [-100, 100],
  percent: [0, 10_000],
  s: [0, 1e4],
  ms: [0, 1e7],
  bytes: [0, 1e13],
  decbytes: [0, 1e13],
  Bps: [0, 1e10],
  binBps: [0, 1e10],
  reqps: [0, 1e4],
  ops: [0, 1e6],
  cps: [0, 1e6],
};
const tolerance = 1e-6;

/** What is wrong with these values of this query in this panel; undefined: nothing. */
export function unitProblem(panel: PanelDef, query: Query, values: readonly number[]): string | undefined {
  const unit = unitOf(panel, query);
  const { min, max } = panel.fieldConfig.defaults;
  const [low, high] = plausible[unit] ?? [-Infinity, Infinity];
  // What lies outside of a graph is not seen, but a gauge still writes it, and an axis that goes below 0 is cut on purpose.
  const isGraph = panel.type === "timeseries";
  const lowest = isGraph && min === 0 ? Math.max(low, min) : low;
  const highest = isGraph && max !== undefined && max !== null ? Math.min(high, max) : high;
  const wrong = values.find(
    (value) => Number.isFinite(value) && (value < lowest - tolerance || value > highest + tolerance),
  );
  return wrong === undefined ? undefined : `${wrong} is no ${unit} between ${lowest} and ${highest}`;
}

/** A table's column may have a unit of its own. */
function unitOf(panel: PanelDef, query: Query): string {
  const { defaults, overrides } = panel.fieldConfig;
  const refId = query.refId ?? String.fromCodePoint(65 + panel.queries.indexOf(query));
  const organize = panel.transformations.find(({ id }) => id === "organize");
  const titles = (organize?.options as { renameByName?: Record<string, string> } | undefined)?.renameByName ?? {};
  const title = titles[`Value #${refId}`] ?? titles["Value"] ?? query.legend;
  const own = overrides.find(({ matcher }) => matcher.id === "byName" && matcher.options === title);
  const columnUnit = own?.properties.find(({ id }) => id === "unit")?.value;
  return typeof columnUnit === "string" ? columnUnit : (defaults.unit ?? "");
}
