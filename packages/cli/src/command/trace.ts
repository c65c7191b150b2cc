import { setTimeout as delay } from "node:timers/promises";
import { CliError } from "../error.ts";
import type { StackId } from "../stack/home.ts";
import { findStack } from "../stack/urls.ts";
import { drawTrace } from "../trace/draw.ts";
import { fetchSpans } from "../trace/jaeger.ts";
import { fetchLogs } from "../trace/loki.ts";
import { buildTree, type TraceLog, type TraceSpan } from "../trace/model.ts";
import type { Command, CommandContext } from "./command.ts";
import { isColourful, offsetFlag, portOffset, stackIdOf } from "./shared.ts";

const waitMillis = 10_000;
const pollMillis = 500;

export const trace: Command = {
  name: "trace",
  summary: "draw one trace as a tree, with its log lines",
  options: { "port-offset": portOffset },
  positionals: [{ name: "ID", description: "the trace's id: 32 hexadecimal digits", required: true }],
  run: async (args, context) => {
    const traceId = traceIdOf(args.positionals[0] ?? "");
    const id = stackIdOf(args, context);
    const { io, env } = context;
    const { jaeger, loki } = (await findStack(id)).urls;
    const spans = await awaitSpans(jaeger, traceId, context);
    if (spans.length === 0) throw notFound(jaeger, traceId, id);
    const tree = buildTree(spans, await logsOf(loki, traceId, spans, context));
    const colour = isColourful(context);
    // Into a file or a pipe: all of it.
    const width = io.columns || Number(env["COLUMNS"]) || Infinity;
    for (const line of drawTrace(traceId, tree, { colour, width })) io.out(line);
    return 0;
  },
};

function traceIdOf(text: string): string {
  const id = text.toLowerCase();
  if (/^[0-9a-f]{32}$/.test(id)) return id;
  throw new CliError(
    "E_ARGUMENT",
    `trace: got ${JSON.stringify(text)}, expected a trace id of 32 hexadecimal digits, as in a log line's trace_id`,
  );
}

/** Waits until the trace is there and none of its spans lacks its parent; after a while, what there is. */
async function awaitSpans(jaegerUrl: string, traceId: string, { signal }: CommandContext): Promise<TraceSpan[]> {
  const deadline = performance.now() + waitMillis;
  for (;;) {
    signal.throwIfAborted();
    const spans = await fetchSpans(jaegerUrl, traceId).catch((error: unknown) => {
      throw new CliError(
        "E_JAEGER",
        `Jaeger at ${jaegerUrl} does not answer: ${(error as Error).message}; is the stack up? (otelstack status)`,
      );
    });
    if (isWhole(spans) || performance.now() > deadline) return spans;
    await delay(pollMillis, undefined, { signal }).catch(() => {});
  }
}

function isWhole(spans: readonly TraceSpan[]): boolean {
  const known = new Set(spans.map((span) => span.spanId));
  return spans.length > 0 && spans.every(({ parentSpanId }) => parentSpanId === undefined || known.has(parentSpanId));
}

function notFound(jaegerUrl: string, traceId: string, id: StackId): CliError {
  return new CliError(
    "E_NO_TRACE",
    `trace ${traceId}: Jaeger at ${jaegerUrl} has no span of it after ${waitMillis / 1000} s; it was not sampled, is older than the retention, or belongs to another stack (--port-offset; this one is ${id.portOffset}); otelstack status${offsetFlag(id)} shows whether all parts are well`,
  );
}

async function logsOf(
  lokiUrl: string,
  traceId: string,
  spans: readonly TraceSpan[],
  { io }: CommandContext,
): Promise<TraceLog[]> {
  const times = spans.flatMap(({ start, end }) => [start, end]).toSorted((a, b) => Number(a - b));
  const range = { from: times[0] ?? 0n, to: times.at(-1) ?? 0n };
  return fetchLogs(lokiUrl, traceId, range).catch((error: unknown) => {
    io.err(`log lines are missing: ${(error as Error).message}`);
    return [];
  });
}
