import { Button, InlineField, Input } from "@grafana/ui";
import { useState } from "react";
import { silence } from "../api/alertmanager.ts";
import type { Labels } from "../api/prometheus.ts";

const durations = [
  [30 * 60_000, "30 minutes"],
  [2 * 3_600_000, "2 hours"],
  [8 * 3_600_000, "8 hours"],
  [24 * 3_600_000, "24 hours"],
] as const;

interface Props {
  readonly labels: Labels;
  readonly onSilence: (work: Promise<unknown>) => void;
}

/** Silences the alert with exactly these labels. Longer than a day is not offered: what is silenced that long is forgotten. */
export function SilenceForm({ labels, onSilence }: Props) {
  const [comment, setComment] = useState("");
  const [millis, setMillis] = useState<number>(durations[1][0]);
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    const now = Date.now();
    const matchers = Object.entries(labels).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
    const startsAt = new Date(now).toISOString();
    onSilence(
      silence({
        matchers,
        startsAt,
        endsAt: new Date(now + millis).toISOString(),
        createdBy: "otelstack view",
        comment: comment.trim(),
      }),
    );
  };
  return (
    <form className="toolbar" onSubmit={submit}>
      <InlineField label="For">
        <select value={millis} onChange={({ target }) => setMillis(Number(target.value))} aria-label="For how long">
          {durations.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </InlineField>
      <InlineField label="Why" htmlFor="silence-comment">
        <Input
          id="silence-comment"
          width={40}
          required
          placeholder="for the next person on call"
          value={comment}
          onChange={({ currentTarget }) => setComment(currentTarget.value)}
        />
      </InlineField>
      <Button size="sm" type="submit" disabled={comment.trim() === ""}>
        Silence it
      </Button>
    </form>
  );
}
