import type { FieldConfigJson, MappingJson, OverrideJson, PanelOptions, TransformationJson } from "./schema.ts";
import type { Query } from "./query.ts";
import { colors } from "./colors.ts";

/**
 * Who must be running for a panel to show data: the stack alone, the shop, the shop of `@org/telemetry`, or a fault.
 * Tests provide exactly that and then accept no empty panel.
 */
export type FedBy = "stack" | "shop" | "shop-plus" | "fault";

/** A value of a series or cell as a link. `url` may hold Grafana's `${__field.labels.job}`, `${__from}`. */
export interface DataLink {
  readonly title: string;
  readonly url: string;
}

/** What all panels have in common. */
export interface PanelBase {
  /** Stable, unique in the dashboard: the id comes from it. */
  readonly key: string;
  readonly title: string;
  /** What it shows, what is good, and what feeds it. */
  readonly description: string;
  readonly queries: readonly Query[];
  /** Default: shop. */
  readonly fedBy?: FedBy;
  /** Grafana's unit id: `s`, `reqps`, `percentunit`, `bytes`, `short`. */
  readonly unit?: string;
  /** Shown where there is no value; default says that nothing happened. */
  readonly noValue?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  /** From `warning` on and from `bad` on; `below` when small values are the bad ones. */
  readonly thresholds?: Thresholds;
  readonly mappings?: readonly MappingJson[];
  readonly links?: readonly DataLink[];
  readonly overrides?: readonly OverrideJson[];
  readonly transformations?: readonly TransformationJson[];
  /** Of 24 columns; each type has a default. */
  readonly width?: number;
  readonly height?: number;
  /** A variable: one panel for each of its values. */
  readonly repeat?: string;
}

export interface Thresholds {
  readonly warning?: number;
  readonly bad?: number;
  readonly below?: boolean;
}

/** A panel without its place. */
export interface PanelDef {
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly type: keyof PanelOptions;
  readonly queries: readonly Query[];
  readonly fedBy: FedBy;
  readonly width: number;
  readonly height: number;
  readonly fieldConfig: FieldConfigJson;
  readonly options: PanelOptions[keyof PanelOptions];
  readonly transformations: readonly TransformationJson[];
  readonly repeat?: string;
}

/** What a panel type adds to {@link PanelBase}. */
export interface TypeDefaults<Type extends keyof PanelOptions> {
  readonly type: Type;
  readonly width: number;
  readonly height: number;
  readonly options: PanelOptions[Type];
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly colorMode?: FieldColor;
}

type FieldColor = NonNullable<FieldConfigJson["defaults"]["color"]>["mode"];

/** Puts the common part and a type's own together. */
export function panelOf<Type extends keyof PanelOptions>(base: PanelBase, own: TypeDefaults<Type>): PanelDef {
  return {
    key: base.key,
    title: base.title,
    description: base.description,
    type: own.type,
    queries: base.queries,
    fedBy: base.fedBy ?? "shop",
    width: base.width ?? own.width,
    height: base.height ?? own.height,
    fieldConfig: { defaults: fieldDefaults(base, own), overrides: base.overrides ?? [] },
    options: own.options,
    transformations: base.transformations ?? [],
    ...(base.repeat !== undefined && { repeat: base.repeat }),
  };
}

function fieldDefaults<Type extends keyof PanelOptions>(
  base: PanelBase,
  own: TypeDefaults<Type>,
): FieldConfigJson["defaults"] {
  const { unit = "short", noValue = "none in this time", decimals, min, max, thresholds, mappings, links } = base;
  return {
    unit,
    noValue,
    color: { mode: own.colorMode ?? "palette-classic" },
    thresholds: thresholdsOf(thresholds),
    ...(decimals !== undefined && { decimals }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(mappings && { mappings }),
    ...(links && { links }),
    ...(own.custom && { custom: own.custom }),
  };
}

function thresholdsOf({ warning, bad, below = false }: Thresholds = {}): NonNullable<
  FieldConfigJson["defaults"]["thresholds"]
> {
  const steps = below
    ? [
        { color: bad === undefined ? colors.warning : colors.bad, value: null },
        ...(bad === undefined ? [] : [{ color: warning === undefined ? colors.good : colors.warning, value: bad }]),
        ...(warning === undefined ? [] : [{ color: colors.good, value: warning }]),
      ]
    : [
        { color: warning === undefined && bad === undefined ? colors.neutral : colors.good, value: null },
        ...(warning === undefined ? [] : [{ color: colors.warning, value: warning }]),
        ...(bad === undefined ? [] : [{ color: colors.bad, value: bad }]),
      ];
  return { mode: "absolute", steps };
}
