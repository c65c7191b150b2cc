import type { OverrideJson } from "../../panel/schema.ts";

/** Always this colour for the series of this name, whatever its place among the others. */
export function painted(name: string, color: string): OverrideJson {
  return {
    matcher: { id: "byName", options: name },
    properties: [{ id: "color", value: { mode: "fixed", fixedColor: color } }],
  };
}
