import type { Config } from "../../settings.ts";
import { instances } from "../parts/scope.ts";

/** Requests to the chosen routes of the chosen instances. */
export function routesChosen(config: Config): string {
  return instances(config, 'http_route=~"$route"');
}
