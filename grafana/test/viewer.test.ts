import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultConfig } from "../src/config.ts";
import { generateMixin } from "../src/mixin.ts";

// The viewer is built from packages of its own: what it can draw is read from its source.
const source = join(import.meta.dirname, "../viewer/src");

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly panels?: readonly Panel[];
  readonly targets?: readonly { readonly datasource?: { readonly type: string } }[];
  readonly fieldConfig?: {
    readonly defaults: { readonly custom?: Readonly<Record<string, unknown>> };
    readonly overrides: readonly { readonly properties: readonly { readonly id: string }[] }[];
  };
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly type: string; readonly query: string | { query: string } }[];
  };
}

const dashboards = generateMixin(defaultConfig)
  .filter(({ path }) => path.startsWith("dashboards/") && path.endsWith(".json"))
  .map(({ content }) => JSON.parse(content) as Dashboard);
const panels = dashboards.flatMap((dashboard) => flat(dashboard.panels));

function flat(list: readonly Panel[]): Panel[] {
  return list.flatMap((panel) => [panel, ...flat(panel.panels ?? [])]);
}

function read(path: string): string {
  return readFileSync(join(source, path), "utf8");
}

/** The words of a list or table in the source, from its name to the closing bracket. */
function wordsOf(path: string, name: string): string[] {
  const [, body = ""] = new RegExp(`${name}[^=]*= [[{]([^\\]}]*)[\\]}]`).exec(read(path)) ?? [];
  return [...body.matchAll(/^\s*"?([\w-]+)"?[:,]|"([\w-]+)"/gm)].map(([, key, word]) => key ?? word ?? "");
}

test("the viewer draws every panel type of the dashboards", () => {
  const drawn = ["row", ...wordsOf("panel/registry.tsx", "panelTypes")];
  const used = new Set(panels.map(({ type }) => type));
  expect(used.size).toBeGreaterThan(8);
  expect([...used].filter((type) => !drawn.includes(type))).toEqual([]);
});

test("the viewer knows every field option of the dashboards", () => {
  const known = [
    ...wordsOf("app/registries.ts", "standardOptions"),
    ...wordsOf("app/registries.ts", "customOptions").map((id) => `custom.${id}`),
  ];
  const used = panels.flatMap(({ fieldConfig }) => [
    ...Object.keys(fieldConfig?.defaults.custom ?? {}).map((id) => `custom.${id}`),
    ...(fieldConfig?.overrides ?? []).flatMap(({ properties }) => properties.map(({ id }) => id)),
  ]);
  expect(used.length).toBeGreaterThan(50);
  expect([...new Set(used)].filter((id) => !known.includes(id))).toEqual([]);
});

test("the viewer asks every data source and every kind of variable of the dashboards", () => {
  const sources = panels.flatMap(({ targets = [] }) => targets.map(({ datasource }) => datasource?.type));
  expect(new Set(sources)).toEqual(new Set(["prometheus", "loki"]));
  const variables = dashboards.flatMap(({ templating }) => templating.list);
  expect(new Set(variables.map(({ type }) => type))).toEqual(new Set(["query", "custom", "textbox"]));
  for (const { type, query } of variables) {
    if (type !== "query" || typeof query === "string") continue;
    expect(query.query).toMatch(/^(label_values|query_result)\(/);
  }
});
