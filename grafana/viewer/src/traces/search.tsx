import { dateTimeFormat } from "@grafana/data";
import { Alert, Checkbox, LoadingPlaceholder, useTheme2 } from "@grafana/ui";
import { useEffect, useMemo, useState } from "react";
import { type FoundTrace, operations, searchTraces, services } from "../api/jaeger.ts";
import { ChoiceField, OptionalChoiceField, optionsOf, TextField } from "../app/fields.tsx";
import { navigate, withParameters } from "../app/location.ts";
import { rangeOf } from "../time/range.ts";
import { TimeToolbar } from "../time/toolbar.tsx";
import { useRefresh } from "../time/use-refresh.ts";
import { serviceColors } from "./colors.ts";
import { Scatter } from "./scatter.tsx";
import { durationText, extentOf } from "./tree.ts";

const fallback = { from: "now-1h", to: "now" };
const limit = 50;

/** Search for traces: service, operation, duration, failures; all of it in the address. */
export function TraceSearchPage({ url }: { readonly url: URL }) {
  const interval = url.searchParams.get("refresh") ?? "off";
  const { tick, refresh } = useRefresh(interval);
  const parameter = (name: string): string => url.searchParams.get(name) ?? "";
  const range = useMemo(() => rangeOf(url, fallback), [parameter("from"), parameter("to"), tick]);
  const known = useNames(() => services(), []);
  const service = parameter("service") || (Array.isArray(known) ? (known[0] ?? "") : "");
  const names = useNames(() => (service === "" ? Promise.resolve([]) : operations(service)), [service]);
  const [found, setFound] = useState<readonly FoundTrace[] | Error | undefined>();
  const asked = ["operation", "min", "max", "error"].map(parameter).join("\n");
  useEffect(() => {
    document.title = "Traces · otelstack view";
    if (service === "") return;
    searchTraces({
      service,
      operation: parameter("operation"),
      minDuration: parameter("min"),
      maxDuration: parameter("max"),
      ...(parameter("error") === "true" && { tags: { error: "true" } }),
      limit,
      from: range.from.valueOf() / 1000,
      to: range.to.valueOf() / 1000,
    }).then(setFound, setFound);
  }, [service, asked, range]);
  const set = (name: string, value: string): void =>
    navigate(withParameters(url, { [name]: value || undefined }), { replace: true });
  return (
    <main>
      <header className="page-head">
        <h1>Traces</h1>
        <div className="toolbar">
          <TimeToolbar url={url} range={range} refresh={interval} isLoading={false} onRefresh={refresh} />
        </div>
        <div className="toolbar">
          <ChoiceField
            label="Service"
            id="service"
            minWidth={20}
            options={choices(known)}
            value={service}
            onChange={(value) =>
              navigate(withParameters(url, { service: value, operation: undefined }), { replace: true })
            }
          />
          <OptionalChoiceField
            label="Route or operation"
            id="operation"
            minWidth={20}
            options={choices(names)}
            value={parameter("operation")}
            onChange={(value) => set("operation", value)}
          />
          <TextField
            label="At least"
            id="min"
            width={14}
            placeholder="100ms"
            value={parameter("min")}
            onDone={(value) => set("min", value)}
          />
          <TextField
            label="At most"
            id="max"
            width={14}
            placeholder="1.5s"
            value={parameter("max")}
            onDone={(value) => set("max", value)}
          />
          <Checkbox
            label="only failed"
            value={parameter("error") === "true"}
            onChange={({ currentTarget }) => set("error", currentTarget.checked ? "true" : "")}
          />
          <TextField
            label="Trace id"
            id="trace"
            width={14}
            placeholder="32 hexadecimal digits"
            value=""
            onDone={(value) =>
              /^[0-9a-f]{32}$/i.test(value.trim()) && navigate(`/traces/${value.trim().toLowerCase()}`)
            }
          />
        </div>
      </header>
      {known instanceof Error && <Alert severity="error" title={known.message} />}
      {found === undefined && !(known instanceof Error) && <LoadingPlaceholder text="Searching…" />}
      {found instanceof Error && <Alert severity="error" title={found.message} />}
      {Array.isArray(found) && <Results traces={found as readonly FoundTrace[]} range={range} />}
    </main>
  );
}

function Results({
  traces,
  range,
}: {
  readonly traces: readonly FoundTrace[];
  readonly range: ReturnType<typeof rangeOf>;
}) {
  const theme = useTheme2();
  const colors = serviceColors(traces.flatMap(({ spans }) => spans.map(({ service }) => service)));
  if (traces.length === 0) return <p>No trace in this time is like that.</p>;
  return (
    <>
      <Scatter traces={traces} range={range} colors={colors} />
      <p>
        {traces.length} traces{traces.length >= limit && ", the newest of more"}
      </p>
      <ul className="trace-list">
        {traces.map(({ traceId, spans }) => {
          const { start, duration } = extentOf(spans);
          const root = spans.find(({ parentId }) => parentId === undefined) ?? spans[0];
          const errors = spans.filter(({ isError }) => isError).length;
          return (
            <li key={traceId}>
              <a href={`/traces/${traceId}`}>
                {root?.service}: {root?.name}
              </a>{" "}
              <strong>{durationText(duration)}</strong> · {spans.length} spans
              {errors > 0 && <span style={{ color: theme.colors.error.text }}> · {errors} failed</span>} ·{" "}
              <time>{dateTimeFormat(start)}</time>
              <div>
                {[...Map.groupBy(spans, ({ service }) => service)].map(([service, own]) => (
                  <small
                    key={service}
                    style={{ marginRight: 12, borderLeft: `8px solid ${colors.get(service) ?? ""}`, paddingLeft: 4 }}
                  >
                    {service} {own.length}
                  </small>
                ))}
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** None as long as they are not known, or cannot be. */
function choices(names: readonly string[] | Error | undefined) {
  return Array.isArray(names) ? optionsOf(names as readonly string[]) : [];
}

function useNames(
  ask: () => Promise<readonly string[]>,
  dependencies: readonly unknown[],
): readonly string[] | Error | undefined {
  const [names, setNames] = useState<readonly string[] | Error | undefined>();
  useEffect(() => {
    ask().then(setNames, setNames);
  }, dependencies);
  return names;
}
