import { Button } from "@grafana/ui";
import { TextField } from "../app/fields.tsx";

interface Props {
  readonly text: string;
  /** Ids, in the order of the page. */
  readonly found: readonly string[];
  readonly selected: string | undefined;
  readonly onFind: (text: string) => void;
  readonly onGo: (spanId: string) => void;
}

/** Finds spans by what they are called and what they carry, and goes from one to the next. */
export function FindSpan({ text, found, selected, onFind, onGo }: Props) {
  const at = found.indexOf(selected ?? "");
  const next = found[(at + 1) % found.length];
  return (
    <>
      <TextField
        label="Find"
        id="find"
        width={24}
        placeholder="name, service, attribute"
        value={text}
        onDone={onFind}
      />
      {text !== "" && (
        <span role="status">
          {at >= 0 && `${at + 1} of `}
          {found.length === 0 ? "no span has it" : `${found.length} spans`}
        </span>
      )}
      {next !== undefined && (
        <Button size="sm" variant="secondary" icon="arrow-down" onClick={() => onGo(next)}>
          Next
        </Button>
      )}
    </>
  );
}
