import { dateTimeFormat } from "@grafana/data";
import { Alert, Button, LoadingPlaceholder } from "@grafana/ui";
import { useEffect, useMemo, useState } from "react";
import { fetchTrace, type FoundTrace } from "../api/jaeger.ts";
import { type LogLine, lokiRange } from "../api/loki.ts";
import { navigate, withParameters } from "../app/location.ts";
import { LogRows } from "../logs/rows.tsx";
import { serviceColors } from "./colors.ts";
import { SpanDetails } from "./details.tsx";
import { FindSpan } from "./find.tsx";
import { criticalPath, durationText, extentOf, findSpans, treeOf } from "./tree.ts";
import { Waterfall } from "./waterfall.tsx";

/** One trace: its spans on a time axis, what the chosen one tells, and its log lines. */
export function TracePage({ traceId, url }: { readonly traceId: string; readonly url: URL }) {
  const [trace, setTrace] = useState<FoundTrace | Error | undefined>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    document.title = `Trace ${traceId.slice(0, 8)} · otelstack view`;
    const missing = new Error(
      `trace ${traceId}: Jaeger does not know it; it was not sampled, is older than the retention, or its spans are still on their way`,
    );
    fetchTrace(traceId).then((found) => setTrace(found ?? missing), setTrace);
  }, [traceId, attempt]);
  if (trace === undefined) return <LoadingPlaceholder text="Reading the trace…" />;
  if (trace instanceof Error) {
    return (
      <Alert
        severity="warning"
        title={trace.message}
        buttonContent="Look again"
        onRemove={() => setAttempt(attempt + 1)}
      />
    );
  }
  return <Trace trace={trace} url={url} onReload={() => setAttempt(attempt + 1)} />;
}

function Trace({
  trace,
  url,
  onReload,
}: {
  readonly trace: FoundTrace;
  readonly url: URL;
  readonly onReload: () => void;
}) {
  const { spans, traceId } = trace;
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const { start, duration } = useMemo(() => extentOf(spans), [spans]);
  const rows = useMemo(() => treeOf(spans, closed), [spans, closed]);
  const path = useMemo(() => criticalPath(spans), [spans]);
  const colors = useMemo(() => serviceColors(spans.map(({ service }) => service)), [spans]);
  const find = url.searchParams.get("find") ?? "";
  const found = useMemo(() => findSpans(spans, find), [spans, find]);
  const foundIds = useMemo(() => new Set(found), [found]);
  const parents = useMemo(() => new Set(spans.flatMap(({ parentId }) => parentId ?? [])), [spans]);
  const select = (spanId: string): void => navigate(withParameters(url, { span: spanId }), { replace: true });
  const root = rows[0]?.span;
  const selected = url.searchParams.get("span") ?? root?.spanId;
  const shown = spans.find(({ spanId }) => spanId === selected);
  const errors = spans.filter(({ isError }) => isError).length;
  return (
    <main>
      <header className="page-head">
        <h1>
          {root?.service}: {root?.name}
        </h1>
        <Button size="sm" variant="secondary" icon="sync" onClick={onReload}>
          Look again
        </Button>
      </header>
      <p>
        {dateTimeFormat(start, { format: "YYYY-MM-DD HH:mm:ss.SSS" })} · {durationText(duration)} · {spans.length} spans
        {errors > 0 && ` · ${errors} failed`} · <code>{traceId}</code> · underlined: the critical path
      </p>
      <p>
        {[...colors].map(([service, color]) => (
          <span key={service} style={{ marginRight: 16 }}>
            <span
              style={{
                display: "inline-block",
                width: 10,
                height: 10,
                background: color,
                marginRight: 6,
              }}
            />
            {service}
          </span>
        ))}
      </p>
      <div className="columns">
        <div>
          <div className="toolbar">
            <FindSpan
              text={find}
              found={found}
              selected={selected}
              onFind={(text) => navigate(withParameters(url, { find: text || undefined }), { replace: true })}
              onGo={(spanId) => {
                // What is found is not inside of something that is closed.
                setClosed(new Set());
                select(spanId);
              }}
            />
            <Button size="sm" variant="secondary" onClick={() => setClosed(closed.size === 0 ? parents : new Set())}>
              {closed.size === 0 ? "Close all" : "Open all"}
            </Button>
          </div>
          <Waterfall
            rows={rows}
            start={start}
            duration={duration}
            path={path}
            colors={colors}
            closed={closed}
            selected={selected}
            found={foundIds}
            onSelect={select}
            onToggle={(spanId) => setClosed(toggled(closed, spanId))}
          />
          <TraceLogs traceId={traceId} start={start} duration={duration} />
        </div>
        {shown && <SpanDetails key={shown.spanId} span={shown} start={start} />}
      </div>
    </main>
  );
}

function toggled(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  return set.has(one) ? new Set([...set].filter((other) => other !== one)) : new Set([...set, one]);
}

/** Lines of one trace may be older or younger than its spans: a retry in a queue, a clock that is off. */
const marginSeconds = 600;
const mostLines = 1000;

function TraceLogs({
  traceId,
  start,
  duration,
}: {
  readonly traceId: string;
  readonly start: number;
  readonly duration: number;
}) {
  const [lines, setLines] = useState<readonly LogLine[] | Error | undefined>();
  const query = `{service_name=~".+"} | trace_id="${traceId}"`;
  const range = { from: start / 1000 - marginSeconds, to: (start + duration) / 1000 + marginSeconds };
  useEffect(() => {
    lokiRange(query, { ...range, limit: mostLines, direction: "forward" }).then(
      (result) => setLines("lines" in result ? result.lines.toReversed() : []),
      setLines,
    );
  }, [traceId]);
  const address = `/logs?${new URLSearchParams({ query, from: String(Math.round(range.from * 1000)), to: String(Math.round(range.to * 1000)) }).toString()}`;
  return (
    <section aria-label="Log lines of this trace">
      <h2>Log lines</h2>
      <a href={address} className="more">
        Open them in Logs
      </a>
      {lines === undefined && <LoadingPlaceholder text="Reading the log lines…" />}
      {lines instanceof Error && <Alert severity="warning" title={lines.message} />}
      {Array.isArray(lines) && lines.length === 0 && <p>No log line carries this trace’s id.</p>}
      {Array.isArray(lines) && <LogRows lines={lines as LogLine[]} showTrace={false} />}
    </section>
  );
}
