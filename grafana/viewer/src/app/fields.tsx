import { Combobox, type ComboboxOption, InlineField, Input } from "@grafana/ui";
import { useEffect, useState } from "react";

interface Labelled {
  readonly label: string;
  readonly id: string;
  readonly value: string;
}

interface TextInputProps {
  readonly id: string;
  readonly value: string;
  /** In Grafana's units of 8 pixels. */
  readonly width: number;
  readonly placeholder?: string;
  readonly onDone: (text: string) => void;
}

/** A text that counts when it is done: with Enter, or when the reader goes elsewhere. */
export function TextInput({ id, value, width, placeholder, onDone }: TextInputProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <Input
      id={id}
      width={width}
      placeholder={placeholder}
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={() => text !== value && onDone(text)}
      onKeyDown={({ key }) => key === "Enter" && onDone(text)}
    />
  );
}

/** {@link TextInput} with a label. */
export function TextField({ label, ...input }: TextInputProps & { readonly label: string }) {
  return (
    <InlineField label={label} htmlFor={input.id}>
      <TextInput {...input} />
    </InlineField>
  );
}

interface ChoiceFieldProps extends Labelled {
  /** In Grafana's units of 8 pixels. */
  readonly minWidth: number;
  readonly options: readonly ComboboxOption[];
  readonly onChange: (value: string) => void;
}

/** One of several; always one. */
export function ChoiceField({ label, id, value, minWidth, options, onChange }: ChoiceFieldProps) {
  return (
    <InlineField label={label} htmlFor={id}>
      <Combobox
        id={id}
        width="auto"
        minWidth={minWidth}
        options={[...options]}
        value={value || null}
        onChange={(picked) => onChange(picked.value)}
      />
    </InlineField>
  );
}

/** One of several, or none: the empty text. */
export function OptionalChoiceField({
  label,
  id,
  value,
  minWidth,
  options,
  placeholder,
  onChange,
}: ChoiceFieldProps & { readonly placeholder?: string }) {
  return (
    <InlineField label={label} htmlFor={id}>
      <Combobox
        id={id}
        width="auto"
        minWidth={minWidth}
        isClearable
        placeholder={placeholder}
        options={[...options]}
        value={value || null}
        onChange={(picked) => onChange(picked?.value ?? "")}
      />
    </InlineField>
  );
}

/** Names as options. */
export function optionsOf(names: readonly string[]): ComboboxOption[] {
  return names.map((name) => ({ value: name, label: name }));
}
