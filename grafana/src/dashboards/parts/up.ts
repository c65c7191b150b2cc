import { colors } from "../../panel/colors.ts";
import type { MappingJson } from "../../panel/schema.ts";

/** What exporters and Prometheus say of a server: 1, they reach it; 0, they do not. */
export const upMappings: readonly MappingJson[] = [
  {
    type: "value",
    options: {
      "0": { text: "down", color: colors.bad, index: 0 },
      "1": { text: "up", color: colors.good, index: 1 },
    },
  },
];
