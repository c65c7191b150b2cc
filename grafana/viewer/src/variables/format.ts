/** The chosen values of one variable; several only where it allows them. */
export interface ChosenVariable {
  readonly name: string;
  readonly values: readonly string[];
  readonly isAll: boolean;
  readonly isMulti: boolean;
  /** What stands for "all" in a query, where the dashboard says so. */
  readonly allValue: string | undefined;
}

export type ChosenVariables = ReadonlyMap<string, ChosenVariable>;

export const allText = "$__all";

type Format = (variable: ChosenVariable) => string;

const list: Format = ({ values }) => values.join(",");

/** How Grafana writes a variable into a text: https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/ */
const formats: Readonly<Record<string, Format>> = {
  queryparam: ({ name, values, isAll }) =>
    (isAll ? [allText] : values).map((value) => `var-${name}=${encodeURIComponent(value)}`).join("&"),
  percentencode: ({ values }) => encodeURIComponent(values.join(",")),
  raw: list,
  csv: list,
  text: list,
  pipe: ({ values }) => values.join("|"),
  json: ({ values }) => JSON.stringify(values),
};

/** The chosen values in a format; without one as a regular expression in a quoted matcher of a query. */
export function formatVariable(variable: ChosenVariable, format: string | undefined): string {
  return (formats[format ?? ""] ?? matcher)(variable);
}

function matcher({ values, isAll, allValue, isMulti }: ChosenVariable): string {
  if (isAll && allValue !== undefined) return allValue;
  const [first = ""] = values;
  if (!isMulti) return first.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return values.length === 1 ? escapeRegex(first) : `(${values.map(escapeRegex).join("|")})`;
}

/** The backslash is escaped once more: the expression stands in a quoted text. */
function escapeRegex(value: string): string {
  return value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\\$&`).replaceAll('"', '\\"');
}
