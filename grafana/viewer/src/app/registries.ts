import {
  createFieldConfigRegistry,
  type FieldConfigOptionsRegistry,
  type FieldConfigPropertyItem,
  identityOverrideProcessor,
  locationUtil,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
} from "@grafana/data";

// Grafana's core fills these registries when it starts; without it that is for us to do.

/** Field options of every panel type in use; the editors that Grafana has for them are not ours to show. */
const standardOptions = [
  "unit",
  "min",
  "max",
  "decimals",
  "displayName",
  "noValue",
  "thresholds",
  "mappings",
  "links",
  "color",
];
const customOptions = [
  "align",
  "axisColorMode",
  "axisLabel",
  "axisPlacement",
  "axisSoftMax",
  "axisSoftMin",
  "barAlignment",
  "cellOptions",
  "drawStyle",
  "fillOpacity",
  "filterable",
  "gradientMode",
  "hidden",
  "hideFrom",
  "lineInterpolation",
  "lineStyle",
  "lineWidth",
  "pointSize",
  "scaleDistribution",
  "showPoints",
  "spanNulls",
  "stacking",
  "thresholdsStyle",
  "width",
];

function option(id: string): FieldConfigPropertyItem {
  return {
    id,
    path: id,
    name: id,
    isCustom: false,
    shouldApply: () => true,
    process: identityOverrideProcessor,
    override: () => null,
    editor: () => null,
  } as unknown as FieldConfigPropertyItem;
}

let registry: FieldConfigOptionsRegistry | undefined;

export function fieldConfigRegistry(): FieldConfigOptionsRegistry {
  return (registry ??= createFieldConfigRegistry(
    {
      useCustomConfig: (builder) => {
        for (const id of customOptions) builder.addCustomEditor({ ...option(id), path: id } as never);
      },
    },
    "panel",
  ));
}

/** Once, before anything is drawn. */
export function fillRegistries(): void {
  standardFieldConfigEditorRegistry.setInit(() => standardOptions.map(option));
  const transformers = new Map(Object.values(standardTransformers).map((one) => [one.id, one]));
  standardTransformersRegistry.setInit(() =>
    [...transformers.values()].map((transformation) => ({
      id: transformation.id,
      name: transformation.name,
      transformation: async () => transformation,
      editor: null as never,
      imageDark: "",
      imageLight: "",
    })),
  );
  locationUtil.initialize({
    config: { appSubUrl: "" } as never,
    getVariablesUrlParams: () => ({}),
    getTimeRangeForUrl: () => ({ from: "now-1h", to: "now" }),
  });
}
