export type { Catalogue, CatalogueAlert, CatalogueRule } from "./catalogue.ts";
export { defaultConfig } from "./config.ts";
export type { GeneratedFile } from "./file.ts";
export { generateMixin } from "./mixin.ts";
export type { Config } from "./settings.ts";
