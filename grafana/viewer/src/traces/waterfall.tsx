import { useTheme2 } from "@grafana/ui";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { durationText, type TreeSpan } from "./tree.ts";

const rowPixels = 26;
const nameShare = 0.38;
/** Rows drawn above and below what can be seen, so that scrolling shows no blank. */
const spare = 20;

interface Props {
  readonly rows: readonly TreeSpan[];
  readonly start: number;
  readonly duration: number;
  readonly path: ReadonlySet<string>;
  readonly colors: ReadonlyMap<string, string>;
  readonly closed: ReadonlySet<string>;
  readonly selected: string | undefined;
  /** Spans that a search has found. */
  readonly found: ReadonlySet<string>;
  readonly onSelect: (spanId: string) => void;
  readonly onToggle: (spanId: string) => void;
}

/** The spans as bars on one time axis; only the rows in sight are in the page, so that thousands scroll smoothly. */
export function Waterfall({ rows, selected, ...rest }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const look = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    look();
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, []);
  useEffect(() => {
    const at = rows.findIndex(({ span }) => span.spanId === selected);
    const element = box.current;
    if (at < 0 || element === null) return;
    const top = at * rowPixels;
    if (top < element.scrollTop || top > element.scrollTop + element.clientHeight - rowPixels)
      element.scrollTop = top - element.clientHeight / 2;
  }, [selected]);
  const [tabStop, setTabStop] = useState<string | undefined>(selected);
  useEffect(() => setTabStop(selected), [selected]);
  const first = Math.max(0, Math.floor(view.top / rowPixels) - spare);
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / rowPixels) + spare);
  const shown = rows.slice(first, last);
  // One stop of the Tab key, as trees have it; inside, arrows move. It has to be a row that is in the page.
  const stop = shown.some(({ span }) => span.spanId === tabStop)
    ? tabStop
    : shown[Math.min(spare, first, shown.length - 1)]?.span.spanId;
  return (
    <div
      ref={box}
      className="waterfall"
      role="tree"
      aria-label="Spans"
      style={{ position: "relative", overflowY: "auto", height: `min(70vh, ${rows.length * rowPixels + 8}px)` }}
    >
      <div style={{ height: rows.length * rowPixels }} />
      {shown.map((row, index) => (
        <SpanRow
          key={row.span.spanId}
          row={row}
          top={(first + index) * rowPixels}
          position={first + index + 1}
          count={rows.length}
          isSelected={row.span.spanId === selected}
          isTabStop={row.span.spanId === stop}
          onFocus={setTabStop}
          {...rest}
        />
      ))}
    </div>
  );
}

interface RowProps extends Omit<Props, "rows" | "selected"> {
  readonly row: TreeSpan;
  readonly top: number;
  /** From 1, among all rows. */
  readonly position: number;
  readonly count: number;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly onFocus: (spanId: string) => void;
}

function SpanRow({
  row: { span, depth, children },
  top,
  position,
  count,
  isSelected,
  isTabStop,
  onFocus,
  found,
  start,
  duration,
  path,
  colors,
  closed,
  onSelect,
  onToggle,
}: RowProps) {
  const theme = useTheme2();
  const color = colors.get(span.service) ?? theme.colors.primary.main;
  const isClosed = closed.has(span.spanId);
  const left = ((span.start - start) / duration) * 100;
  const width = (span.duration / duration) * 100;
  const onKey = (event: React.KeyboardEvent): void => {
    const isToggle = event.key === (isClosed ? "ArrowRight" : "ArrowLeft");
    if (isToggle && children > 0) return onToggle(span.spanId);
    const step =
      event.key === "ArrowDown" ? "nextElementSibling" : event.key === "ArrowUp" ? "previousElementSibling" : undefined;
    const other = step && event.currentTarget[step];
    if (!(other instanceof HTMLButtonElement)) return;
    event.preventDefault();
    other.focus();
  };
  return (
    <button
      type="button"
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={children > 0 ? !isClosed : undefined}
      aria-posinset={position}
      aria-setsize={count}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      data-found={found.has(span.spanId) || undefined}
      className="span-row"
      style={{ top, height: rowPixels }}
      onClick={() => onSelect(span.spanId)}
      onDoubleClick={() => children > 0 && onToggle(span.spanId)}
      onKeyDown={onKey}
      onFocus={() => onFocus(span.spanId)}
    >
      <span
        style={{
          width: `${nameShare * 100}%`,
          paddingLeft: 6 + depth * 12,
          overflow: "hidden",
          whiteSpace: "nowrap",
          textOverflow: "ellipsis",
          borderLeft: `4px solid ${color}`,
        }}
      >
        {children > 0 && (
          <span aria-hidden onClick={(event) => (event.stopPropagation(), onToggle(span.spanId))}>
            {isClosed ? "▸ " : "▾ "}
          </span>
        )}
        {span.isError && <span style={{ color: theme.colors.error.text }}>⚠ </span>}
        <strong>{span.service}</strong> {span.name}
      </span>
      <span style={{ position: "relative", flex: 1, height: "100%" }}>
        <span
          style={{
            position: "absolute",
            left: `${left}%`,
            width: `max(2px, ${width}%)`,
            top: 6,
            bottom: 6,
            background: span.isError ? theme.colors.error.main : color,
            // The critical path is underlined: what to make faster if the whole shall be faster.
            boxShadow: path.has(span.spanId) ? `0 4px 0 -1px ${theme.colors.text.primary}` : "none",
          }}
        />
      </span>
      <span className="span-duration">{durationText(span.duration)}</span>
    </button>
  );
}
