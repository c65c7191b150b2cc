import { chosen } from "../../dashboard/variables.ts";
import type { Config } from "../../settings.ts";

/** The chosen instances of the service. */
export function instances(config: Config, ...matchers: readonly string[]): string {
  return chosen(config, 'instance=~"$instance"', ...matchers);
}

/** Requests to the chosen routes of the chosen instances. */
export function routesChosen(config: Config): string {
  return instances(config, 'http_route=~"$route"');
}
