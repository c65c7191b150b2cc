import {
  type DataFrame,
  type Field,
  formattedValueToString,
  getFieldDisplayName,
  type ScopedVars,
} from "@grafana/data";
import { type ChosenVariables, formatVariable } from "./format.ts";

/** What a text of a dashboard may speak of. */
export interface Scope {
  readonly variables: ChosenVariables;
  /** `__interval`, `__range` and others of the time range. */
  readonly builtin: Readonly<Record<string, string>>;
}

const reference = /\$\{(?<braced>[\w.]+)(?::(?<format>\w+))?\}|\$(?<plain>\w+)|\[\[(?<old>\w+)\]\]/g;

/** A text with its variables filled in; what nobody knows stays as it stands. */
export function interpolate(text: string, scope: Scope, scoped: ScopedVars = {}): string {
  return text.replaceAll(reference, (whole: string, ...rest: unknown[]) => {
    const { braced, format, plain, old } = rest.at(-1) as Readonly<Record<string, string | undefined>>;
    return valueOf(braced ?? plain ?? old ?? "", format, scope, scoped) ?? whole;
  });
}

function valueOf(
  name: string,
  format: string | undefined,
  { variables, builtin }: Scope,
  scoped: ScopedVars,
): string | undefined {
  const ofData = name.startsWith("__") ? dataMacro(name, scoped) : undefined;
  if (ofData !== undefined) return format === "percentencode" ? encodeURIComponent(ofData) : ofData;
  const variable = variables.get(name);
  return builtin[name] ?? (variable && formatVariable(variable, format));
}

interface DataContext {
  readonly frame: DataFrame;
  readonly field: Field;
  readonly rowIndex?: number;
  readonly calculatedValue?: { readonly text?: string; readonly numeric?: number };
}

/** `__data.fields.x`, `__field.labels.x`, `__field.name`, `__value.text`, `__value.raw` of the value that was clicked. */
function dataMacro(name: string, scoped: ScopedVars): string | undefined {
  const context = scoped["__dataContext"]?.value as DataContext | undefined;
  const [root, first, ...rest] = name.split(".");
  if (context === undefined) return undefined;
  switch (root) {
    case "__field":
      return first === "labels"
        ? (context.field.labels?.[rest.join(".")] ?? "")
        : getFieldDisplayName(context.field, context.frame);
    case "__data":
      return first === "fields" ? cellOf(context, rest.join(".")) : undefined;
    case "__value":
      return first === "text" ? shownValue(context) : String(rawValue(context) ?? "");
    default:
      return undefined;
  }
}

function cellOf({ frame, rowIndex = 0 }: DataContext, column: string): string {
  const found = frame.fields.find((one) => one.name === column || getFieldDisplayName(one, frame) === column);
  return String(found?.values[rowIndex] ?? "");
}

function rawValue({ calculatedValue, field, rowIndex = 0 }: DataContext): unknown {
  return calculatedValue?.numeric ?? field.values[rowIndex];
}

function shownValue(context: DataContext): string {
  const { calculatedValue, field } = context;
  if (calculatedValue?.text !== undefined) return calculatedValue.text;
  const raw = rawValue(context);
  return field.display === undefined ? String(raw ?? "") : formattedValueToString(field.display(raw));
}
