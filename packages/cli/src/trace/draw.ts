import { styleText } from "node:util";
import type { TraceLog, TraceNode, TraceSpan, TraceTree } from "./model.ts";

/** How it is drawn. */
export interface DrawOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

type Style = Parameters<typeof styleText>[0];

/** What every line of one drawing needs to know. */
interface Canvas extends DrawOptions {
  readonly start: bigint;
  readonly total: number;
  readonly labelWidth: number;
}

const barWidth = 24;
const widestLabel = 64;
const nanosPerMilli = 1_000_000;
// In this order; what a name or a bar tells already is left out.
const shownAttributes = [
  "http.response.status_code",
  "error.type",
  "db.query.text",
  "messaging.destination.name",
  "messaging.batch.message_count",
  "server.address",
];

/** The trace as lines: a span each, with a bar where and how long it ran, and below it what was logged and thrown in it. */
export function drawTrace(traceId: string, tree: TraceTree, options: DrawOptions): string[] {
  const spans = tree.roots.flatMap(spansOf);
  const start = spans.reduce((least, span) => (span.start < least ? span.start : least), spans[0]?.start ?? 0n);
  const end = spans.reduce((most, span) => (span.end > most ? span.end : most), start);
  const longest = Math.max(...tree.roots.map((root) => labelLength(root, 0)));
  const canvas: Canvas = {
    ...options,
    start,
    total: Math.max(1, Number(end - start)),
    labelWidth: Math.min(widestLabel, longest),
  };
  const errors = spans.filter((span) => span.isError).length;
  const services = new Set(spans.map((span) => span.service)).size;
  const facts = [
    new Date(Number(start / 1_000_000n)).toISOString(),
    millis(canvas.total),
    count(spans.length, "span"),
    count(services, "service"),
    count(errors, "error"),
  ];
  return [
    `${paint(canvas, "bold", `trace ${traceId}`)}  ${facts.join(", ")}`,
    "",
    ...tree.roots.flatMap((root) => drawNode(canvas, root, { lead: "", below: "" })),
    ...drawLoose(canvas, tree.looseLogs),
  ];
}

/** The lines to the left of a node: its own, and those of what hangs below it. */
interface Indent {
  readonly lead: string;
  readonly below: string;
}

function drawNode(canvas: Canvas, node: TraceNode, { lead, below }: Indent): string[] {
  const last = node.children.length - 1;
  const gutter = `${below}${last >= 0 ? "│ " : "  "}  `;
  return [
    drawSpan(canvas, node, lead),
    ...node.span.exceptions.map(({ type, message }) =>
      fit(canvas, `${gutter}${paint(canvas, "red", `✗ ${clean(type)}: ${clean(message)}`)}`),
    ),
    ...node.logs.map((log) => drawLog(canvas, log, gutter)),
    ...node.children.flatMap((child, index) =>
      drawNode(canvas, child, {
        lead: `${below}${index === last ? "└─ " : "├─ "}`,
        below: `${below}${index === last ? "   " : "│  "}`,
      }),
    ),
  ];
}

function drawSpan(canvas: Canvas, { span, isOrphan }: TraceNode, lead: string): string {
  const attributes = attributesText(span);
  const room = canvas.labelWidth - lead.length - span.service.length - 1;
  const name = shorten(clean(span.name), Math.max(8, room));
  const label = `${lead}${clean(span.service)} ${name}`.padEnd(canvas.labelWidth);
  const coloured = label
    .replace(clean(span.service), (text) => paint(canvas, "cyan", text))
    .replace(name, (text) => paint(canvas, span.isError ? "red" : "bold", text));
  const facts = [
    millis(Number(span.end - span.start)).padStart(9),
    ...(span.isError
      ? [paint(canvas, "red", span.statusMessage === "" ? "error" : `error: ${clean(span.statusMessage)}`)]
      : []),
    ...(isOrphan ? [paint(canvas, "yellow", "its parent is not stored")] : []),
    ...(attributes === "" ? [] : [paint(canvas, "dim", attributes)]),
  ];
  return fit(canvas, `${coloured}  ${bar(canvas, span)} ${facts.join("  ")}`);
}

function drawLog(canvas: Canvas, log: TraceLog, gutter: string): string {
  const level = clean(log.severity);
  const isBad = /^(error|fatal|critical)/.test(level);
  const severity = paint(canvas, isBad ? "red" : level.startsWith("warn") ? "yellow" : "green", level.padEnd(5));
  const [first = ""] = log.line.split("\n");
  return fit(canvas, `${paint(canvas, "dim", gutter)}${severity} ${clean(first)}`);
}

function drawLoose(canvas: Canvas, logs: readonly TraceLog[]): string[] {
  if (logs.length === 0) return [];
  const lines = logs.map((log) => drawLog(canvas, log, `  ${clean(log.service)} `));
  return ["", "log lines outside of these spans:", ...lines];
}

function bar(canvas: Canvas, span: TraceSpan): string {
  const scale = barWidth / canvas.total;
  const from = Math.min(barWidth - 1, Math.floor(Number(span.start - canvas.start) * scale));
  const length = Math.max(1, Math.min(barWidth - from, Math.round(Number(span.end - span.start) * scale)));
  const drawn = paint(canvas, span.isError ? "red" : "blue", "█".repeat(length));
  return `${" ".repeat(from)}${drawn}${" ".repeat(barWidth - from - length)}`;
}

function attributesText({ attributes }: TraceSpan): string {
  return shownAttributes
    .flatMap((key) => {
      const value = attributes[key];
      // On one machine every address is the loopback one.
      if (value === "127.0.0.1" || value === "localhost") return [];
      return value === undefined || value === "" ? [] : [`${key}=${shorten(clean(value), 80)}`];
    })
    .join("  ");
}

function spansOf(node: TraceNode): TraceSpan[] {
  return [node.span, ...node.children.flatMap(spansOf)];
}

function labelLength({ span, children }: TraceNode, depth: number): number {
  const own = depth * 3 + span.service.length + 1 + span.name.length;
  return Math.max(own, ...children.map((child) => labelLength(child, depth + 1)));
}

// Names, messages and log lines come from whoever calls the traced services: they must not be able to steer this terminal.
function clean(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\p{Cc}\p{Cf}]/gu, "\ufffd");
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

// Cut by what is seen: escape sequences have no width, and the last one must close the colours.
function fit({ width, colour }: Canvas, line: string): string {
  let seen = 0;
  let end = 0;
  for (const { 0: piece, index } of line.matchAll(/\p{Cc}\[\d+m|./gsu)) {
    if (!piece.startsWith("\u001b")) seen += 1;
    if (seen > width) return `${line.slice(0, end)}${colour ? "\u001b[0m" : ""}`;
    end = index + piece.length;
  }
  return line;
}

function paint({ colour }: DrawOptions, style: Style, text: string): string {
  return colour ? styleText(style, text, { validateStream: false }) : text;
}

function millis(nanos: number): string {
  const value = nanos / nanosPerMilli;
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2)} ms`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
