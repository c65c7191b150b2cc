import { chosen } from "../../dashboard/variables.ts";
import type { Config } from "../../settings.ts";

/** The chosen instances of the chosen services. */
export function instances(config: Config, ...matchers: readonly string[]): string {
  return chosen(config, 'instance=~"$instance"', ...matchers);
}
