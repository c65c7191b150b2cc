import { dateTimeFormat } from "@grafana/data";
import { Alert, Button, LoadingPlaceholder, useTheme2 } from "@grafana/ui";
import { useEffect, useState } from "react";
import { linesAround, type LogLine } from "../api/loki.ts";
import { levelColor, levelOf, levelTextColor } from "./level.ts";
import { logQuery } from "./query.ts";

interface Props {
  readonly lines: readonly LogLine[];
  readonly showTrace?: boolean;
  /** False where the lines around a line are what is shown. */
  readonly showContext?: boolean;
  /** The one that the others are around. */
  readonly current?: LogLine;
}

/** Log lines; each opens to show its fields, the lines around it, and the way to its trace. */
export function LogRows({ lines, current, ...rest }: Props) {
  return (
    <ul className="log-rows">
      {lines.map((line, index) => (
        <Row key={`${line.nanos}-${index}`} line={line} isCurrent={isSame(line, current)} {...rest} />
      ))}
    </ul>
  );
}

function isSame(line: LogLine, other: LogLine | undefined): boolean {
  return line.nanos === other?.nanos && line.line === other.line;
}

interface RowProps extends Omit<Props, "lines" | "current"> {
  readonly line: LogLine;
  readonly isCurrent: boolean;
}

function Row({ line, isCurrent, ...rest }: RowProps) {
  const theme = useTheme2();
  const [isOpen, setOpen] = useState(false);
  const level = levelOf(line.labels);
  return (
    <li style={{ borderLeft: `3px solid ${levelColor(level, theme)}` }} aria-current={isCurrent || undefined}>
      <button type="button" className="log-row" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <time style={{ color: theme.colors.text.secondary }}>
          {dateTimeFormat(line.millis, { format: "YYYY-MM-DD HH:mm:ss.SSS" })}
        </time>{" "}
        <span style={{ color: levelTextColor(level, theme) }}>{level}</span>{" "}
        <span style={{ color: theme.colors.text.secondary }}>{line.labels["service_name"]}</span> {line.line}
      </button>
      {isOpen && <Details line={line} {...rest} />}
    </li>
  );
}

function Details({ line, showTrace = true, showContext = true }: Omit<RowProps, "isCurrent">) {
  const [isAround, setAround] = useState(false);
  const { trace_id: traceId, span_id: spanId, service_name: service } = line.labels;
  return (
    <div className="log-details">
      <div className="toolbar">
        {showTrace && traceId !== undefined && (
          <a href={`/traces/${traceId}${spanId ? `?span=${spanId}` : ""}`}>Show the trace</a>
        )}
        {showContext && service !== undefined && (
          <Button
            size="sm"
            variant="secondary"
            icon="gf-show-context"
            aria-expanded={isAround}
            onClick={() => setAround(!isAround)}
          >
            Lines around it
          </Button>
        )}
      </div>
      {isAround && service !== undefined && <LogContext line={line} service={service} />}
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
  );
}

const linesEachSide = 10;

/** What the same service said before and after a line. */
function LogContext({ line, service }: { readonly line: LogLine; readonly service: string }) {
  const [found, setFound] = useState<readonly LogLine[] | Error | undefined>();
  useEffect(() => {
    linesAround(logQuery({ service, level: "", text: "" }), line.nanos, linesEachSide).then(setFound, setFound);
  }, [line.nanos, service]);
  if (found === undefined) return <LoadingPlaceholder text="Reading the lines around it…" />;
  if (found instanceof Error) return <Alert severity="error" title={found.message} />;
  return (
    <section aria-label={`Lines of ${service} around this one, newest first`} className="log-context">
      <LogRows lines={found as readonly LogLine[]} current={line} showContext={false} />
    </section>
  );
}
