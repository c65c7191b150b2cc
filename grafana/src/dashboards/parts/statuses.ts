import { colors } from "../../panel/colors.ts";
import type { OverrideJson } from "../../panel/schema.ts";

function colored(regexp: string, color: string): OverrideJson {
  return {
    matcher: { id: "byRegexp", options: regexp },
    properties: [{ id: "color", value: { mode: "fixed", fixedColor: color } }],
  };
}

/** Series that are named by their HTTP status, coloured by its class. */
export const statusColors: readonly OverrideJson[] = [
  colored("/^2/", colors.good),
  colored("/^3/", colors.neutral),
  colored("/^4/", colors.warning),
  colored("/^5/", colors.bad),
];

/** Series that are named by the level of log lines. */
export const levelColors: readonly OverrideJson[] = [
  colored("/^(error|fatal|critical)$/", colors.bad),
  colored("/^warn/", colors.warning),
  colored("/^(info|log)$/", colors.neutral),
  colored("/^(debug|trace|unknown)$/", colors.muted),
];
