import { Alert, Combobox, type ComboboxOption, InlineField, MultiCombobox } from "@grafana/ui";
import { TextInput } from "../app/fields.tsx";
import { navigate, withParameters } from "../app/location.ts";
import { allText } from "./format.ts";
import type { ResolvedVariable } from "./resolve.ts";

/** The variables of a dashboard; each choice becomes part of the address. */
export function VariableBar({
  url,
  variables,
}: {
  readonly url: URL;
  readonly variables: readonly ResolvedVariable[];
}) {
  const shown = variables.filter(({ model }) => model.hide !== 2);
  const errors = variables.flatMap(({ error }) => error ?? []);
  return (
    <>
      {shown.map((variable) => (
        <InlineField
          key={variable.model.name}
          label={variable.model.label ?? variable.model.name}
          htmlFor={`var-${variable.model.name}`}
        >
          <Control url={url} variable={variable} />
        </InlineField>
      ))}
      {errors.map((error) => (
        <Alert key={error} title={error} severity="warning" />
      ))}
    </>
  );
}

function Control({ url, variable }: { readonly url: URL; readonly variable: ResolvedVariable }) {
  const { model, options, chosen } = variable;
  const id = `var-${model.name}`;
  const set = (values: readonly string[]): void => navigate(withParameters(url, { [id]: values }));
  if (model.type === "textbox")
    return <TextInput id={id} width={24} value={chosen.values[0] ?? ""} onDone={(text) => set([text])} />;
  const list: ComboboxOption[] = options.map((value) => ({ value, label: value }));
  const all: ComboboxOption = { value: allText, label: "All" };
  if (!model.multi) {
    return (
      <Combobox
        id={id}
        width="auto"
        minWidth={16}
        options={model.includeAll ? [all, ...list] : list}
        value={chosen.isAll ? allText : (chosen.values[0] ?? null)}
        onChange={({ value }) => set([value])}
      />
    );
  }
  return (
    <MultiCombobox
      id={id}
      width="auto"
      minWidth={16}
      maxWidth={60}
      options={model.includeAll ? [all, ...list] : list}
      value={chosen.isAll ? [all] : chosen.values.map((value) => ({ value, label: value }))}
      onChange={(picked) =>
        set(
          afterPick(
            picked.map(({ value }) => value),
            chosen.isAll,
          ),
        )
      }
    />
  );
}

/** "All" and single values exclude each other: the one that was picked last holds. */
function afterPick(picked: readonly string[], wasAll: boolean): readonly string[] {
  const single = picked.filter((value) => value !== allText);
  if (picked.includes(allText) && !wasAll) return [allText];
  return single.length === 0 ? [allText] : single;
}
