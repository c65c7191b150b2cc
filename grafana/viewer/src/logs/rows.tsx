import { dateTimeFormat } from "@grafana/data";
import { useTheme2 } from "@grafana/ui";
import { useState } from "react";
import type { LogLine } from "../api/loki.ts";
import { levelColor, levelOf } from "./level.ts";

/** Log lines; each opens to show its fields and the way to its trace. */
export function LogRows({
  lines,
  showTrace = true,
}: {
  readonly lines: readonly LogLine[];
  readonly showTrace?: boolean;
}) {
  return (
    <ul className="log-rows">
      {lines.map((line, index) => (
        <Row key={`${line.nanos}-${index}`} line={line} showTrace={showTrace} />
      ))}
    </ul>
  );
}

function Row({ line, showTrace }: { readonly line: LogLine; readonly showTrace: boolean }) {
  const theme = useTheme2();
  const [isOpen, setOpen] = useState(false);
  const level = levelOf(line.labels);
  const traceId = line.labels["trace_id"];
  return (
    <li style={{ borderLeft: `3px solid ${levelColor(level, theme)}` }}>
      <button type="button" className="log-row" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <time style={{ color: theme.colors.text.secondary }}>
          {dateTimeFormat(line.millis, { format: "YYYY-MM-DD HH:mm:ss.SSS" })}
        </time>{" "}
        <span style={{ color: levelColor(level, theme) }}>{level}</span>{" "}
        <span style={{ color: theme.colors.text.secondary }}>{line.labels["service_name"]}</span> {line.line}
      </button>
      {isOpen && (
        <div className="log-details">
          {showTrace && traceId !== undefined && (
            <a href={`/traces/${traceId}${line.labels["span_id"] ? `?span=${line.labels["span_id"]}` : ""}`}>
              Show the trace
            </a>
          )}
          <table>
            <tbody>
              {Object.entries(line.labels).map(([key, value]) => (
                <tr key={key}>
                  <th scope="row">{key}</th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </li>
  );
}
