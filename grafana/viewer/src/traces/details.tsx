import { dateTimeFormat } from "@grafana/data";
import type { Pair, TraceSpan } from "../api/jaeger.ts";
import { durationText } from "./tree.ts";

/** Everything one span tells. */
export function SpanDetails({ span, start }: { readonly span: TraceSpan; readonly start: number }) {
  return (
    <section className="span-details" aria-label={`Span ${span.name}`}>
      <h3>
        {span.service}: {span.name}
      </h3>
      <p>
        {span.kind}, {durationText(span.duration)}, {durationText(span.start - start)} after the trace began
        {span.isError && ", failed"}
      </p>
      {span.warnings.map((warning) => (
        <p key={warning}>⚠ {warning}</p>
      ))}
      <Pairs title="Attributes" pairs={span.attributes} />
      {span.events.map((event, index) => (
        <Pairs
          key={index}
          title={`Event ${event.name}, ${dateTimeFormat(event.time, { format: "HH:mm:ss.SSS" })}`}
          pairs={event.attributes}
        />
      ))}
      {span.links.length > 0 && (
        <>
          <h4>Links</h4>
          <ul>
            {span.links.map(({ traceId, spanId }) => (
              <li key={spanId}>
                <a href={`/traces/${traceId}?span=${spanId}`}>
                  trace {traceId}, span {spanId}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      <Pairs title="Resource" pairs={span.resource} />
    </section>
  );
}

function Pairs({ title, pairs }: { readonly title: string; readonly pairs: readonly Pair[] }) {
  if (pairs.length === 0) return null;
  return (
    <details open={title !== "Resource"}>
      <summary>{title}</summary>
      <table>
        <tbody>
          {pairs.map(([key, value]) => (
            <tr key={key}>
              <th scope="row">{key}</th>
              <td>{value.includes("\n") ? <pre>{value}</pre> : value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
