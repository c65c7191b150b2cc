import { Alert, Button, LoadingPlaceholder } from "@grafana/ui";
import { useEffect, useMemo, useState } from "react";
import { type LogLine, lokiLabelValues, lokiRange } from "../api/loki.ts";
import { OptionalChoiceField, optionsOf, TextField } from "../app/fields.tsx";
import { navigate, withParameters } from "../app/location.ts";
import { rangeOf } from "../time/range.ts";
import { rangeBetween, setRange, TimeToolbar } from "../time/toolbar.tsx";
import { useRefresh } from "../time/use-refresh.ts";
import { LogHistogram } from "./histogram.tsx";
import { levels, logQuery } from "./query.ts";
import { LogRows } from "./rows.tsx";

const fallback = { from: "now-1h", to: "now" };
const mostLines = 500;
const tailInterval = "2s";

/** Log lines: a form that writes LogQL, or LogQL itself; live while "tail" is on. */
export function LogsPage({ url }: { readonly url: URL }) {
  const parameter = (name: string): string => url.searchParams.get(name) ?? "";
  const isTail = parameter("tail") === "on";
  const interval = isTail ? tailInterval : (url.searchParams.get("refresh") ?? "off");
  const { tick, refresh } = useRefresh(interval);
  const range = useMemo(() => rangeOf(url, fallback), [parameter("from"), parameter("to"), tick]);
  const form = { service: parameter("service"), level: parameter("level"), text: parameter("text") };
  const query = parameter("query") || logQuery(form);
  const result = useLines(query, range);
  const set = (values: Readonly<Record<string, string | undefined>>): void =>
    navigate(withParameters(url, values), { replace: true });
  useEffect(() => {
    document.title = "Logs · otelstack view";
  }, []);
  return (
    <main>
      <header className="page-head">
        <h1>Logs</h1>
        <div className="toolbar">
          <TimeToolbar
            url={url}
            range={range}
            refresh={isTail ? "off" : interval}
            isLoading={false}
            onRefresh={refresh}
          />
          <TailButton isTail={isTail} set={set} />
        </div>
        <div className="toolbar">
          <ServiceField
            value={form.service}
            range={range}
            onChange={(service) => set({ service: service || undefined, query: undefined })}
          />
          <OptionalChoiceField
            label="Level"
            id="level"
            minWidth={14}
            placeholder="all"
            options={levels.map((value) => ({ value, label: `${value} or worse` }))}
            value={form.level}
            onChange={(level) => set({ level: level || undefined, query: undefined })}
          />
          <TextField
            label="Text"
            id="text"
            width={28}
            value={form.text}
            onDone={(text) => set({ text: text || undefined, query: undefined })}
          />
          <TextField
            label="LogQL"
            id="query"
            width={70}
            value={query}
            onDone={(text) => set({ query: text === logQuery(form) ? undefined : text })}
          />
        </div>
      </header>
      <LogHistogram query={query} range={range} onZoom={(from, to) => setRange(url, rangeBetween(from, to))} />
      {result === undefined && <LoadingPlaceholder text="Reading the lines…" />}
      {result instanceof Error && <Alert severity="error" title={result.message} />}
      {Array.isArray(result) && (
        <section aria-label="Lines" aria-live={isTail ? "polite" : "off"}>
          <p>
            {result.length === 0 ? "No line in this time is like that." : `${result.length} lines, newest first`}
            {result.length >= mostLines && "; there are more: choose a shorter time or say more about them"}
          </p>
          <LogRows lines={result as readonly LogLine[]} />
        </section>
      )}
    </main>
  );
}

interface TailButtonProps {
  readonly isTail: boolean;
  readonly set: (values: Readonly<Record<string, string | undefined>>) => void;
}

function TailButton({ isTail, set }: TailButtonProps) {
  const begin = { tail: "on", from: "now-15m", to: "now" };
  return isTail ? (
    <Button size="sm" variant="primary" icon="pause" onClick={() => set({ tail: undefined })}>
      Stop the tail
    </Button>
  ) : (
    <Button size="sm" variant="secondary" icon="play" onClick={() => set(begin)}>
      Live tail
    </Button>
  );
}

/** Stays with what it has until the next answer, so that a tail does not flicker. */
function useLines(query: string, range: ReturnType<typeof rangeOf>): readonly LogLine[] | Error | undefined {
  const [result, setResult] = useState<readonly LogLine[] | Error | undefined>();
  useEffect(() => {
    const cancel = new AbortController();
    const span = { from: range.from.valueOf() / 1000, to: range.to.valueOf() / 1000 };
    const notLines = new Error("this query counts lines instead of showing them: take the outer functions away");
    lokiRange(query, { ...span, limit: mostLines }, cancel.signal).then(
      (found) => setResult("lines" in found ? found.lines : notLines),
      (error: Error) => {
        if (!cancel.signal.aborted) setResult(error);
      },
    );
    return () => cancel.abort();
  }, [query, range]);
  return result;
}

interface ServiceFieldProps {
  readonly value: string;
  readonly range: ReturnType<typeof rangeOf>;
  readonly onChange: (service: string) => void;
}

function ServiceField({ value, range, onChange }: ServiceFieldProps) {
  const [names, setNames] = useState<readonly string[]>([]);
  const from = Math.floor(range.from.valueOf() / 60_000) * 60;
  useEffect(() => {
    lokiLabelValues("service_name", { from, to: range.to.valueOf() / 1000 }).then(setNames, () => setNames([]));
  }, [from]);
  return (
    <OptionalChoiceField
      label="Service"
      id="service"
      minWidth={18}
      placeholder="all"
      options={optionsOf(names)}
      value={value}
      onChange={onChange}
    />
  );
}
