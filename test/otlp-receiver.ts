import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { decodeOtlp } from "./otlp-protobuf.ts";

export type Attributes = Record<string, unknown>;

export interface TestSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer */
  kind: number;
  attributes: Attributes;
  events: { name: string; attributes: Attributes }[];
  links: { traceId: string; spanId: string }[];
  status: { code?: number; message?: string };
  startNanos: bigint;
  endNanos: bigint;
  resource: Attributes;
  scope: string;
}

export interface TestLog {
  traceId: string | undefined;
  spanId: string | undefined;
  severityText: string | undefined;
  severityNumber: number | undefined;
  body: unknown;
  attributes: Attributes;
  resource: Attributes;
}

export interface TestPoint {
  name: string;
  unit: string | undefined;
  attributes: Attributes;
  /** Count and sum of a histogram, or the value of a sum or gauge. */
  count: number | undefined;
  sum: number | undefined;
  value: number | undefined;
  resource: Attributes;
}

/** A recording OTLP/HTTP receiver (JSON, and protobuf of traces and logs) in this process: what a program under the preload sent. Not a mock of a backend: those are real in test/e2e. */
export interface Receiver {
  url: string;
  spans: TestSpan[];
  logs: TestLog[];
  /** The newest point of each series comes last. */
  points: TestPoint[];
  /** Raw bodies, for looking for secrets. */
  bodies: string[];
  requests: { path: string; headers: IncomingMessage["headers"]; bytes: number }[];
  /** Requests of traces and logs as OTLP/JSON. */
  messages: Record<string, unknown>[];
  /** What made a request unreadable; it is refused, as a collector would. */
  problems: string[];
  /** What the receiver answers; change it to test refusals. */
  status: number;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const receiver: Receiver = {
    url: "",
    spans: [],
    logs: [],
    points: [],
    bodies: [],
    requests: [],
    messages: [],
    problems: [],
    status: 200,
    close: async () => {},
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks);
      receiver.requests.push({ path: request.url ?? "", headers: request.headers, bytes: raw.length });
      const isReadable = receiver.status !== 200 || take(receiver, request, raw);
      response.writeHead(isReadable ? receiver.status : 400, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  receiver.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return receiver;
}

function take(receiver: Receiver, request: IncomingMessage, raw: Buffer): boolean {
  const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
  receiver.bodies.push(body.toString());
  try {
    const isJson = request.headers["content-type"] === "application/json";
    const message = isJson ? (JSON.parse(body.toString()) as {}) : decodeOtlp(request.url ?? "", body);
    if (message === undefined) return true;
    receiver.messages.push(message);
    read(receiver, message);
    return true;
  } catch (thrown) {
    receiver.problems.push(`${request.url}: ${String(thrown)}`);
    return false;
  }
}

/* oxlint-disable typescript/no-explicit-any -- OTLP/JSON as it comes */
function read(receiver: Receiver, message: any): void {
  for (const group of message.resourceSpans ?? []) {
    const resource = attributesOf(group.resource?.attributes);
    for (const scope of group.scopeSpans ?? []) {
      for (const span of scope.spans ?? []) receiver.spans.push(readSpan(span, resource, scope.scope?.name ?? ""));
    }
  }
  for (const group of message.resourceLogs ?? []) {
    const resource = attributesOf(group.resource?.attributes);
    for (const scope of group.scopeLogs ?? [])
      for (const log of scope.logRecords ?? []) receiver.logs.push(readLog(log, resource));
  }
  for (const group of message.resourceMetrics ?? []) {
    const resource = attributesOf(group.resource?.attributes);
    for (const scope of group.scopeMetrics ?? [])
      for (const metric of scope.metrics ?? []) readMetric(receiver.points, metric, resource);
  }
}

function readSpan(span: any, resource: Attributes, scope: string): TestSpan {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId || undefined,
    name: span.name,
    kind: span.kind,
    attributes: attributesOf(span.attributes),
    events: (span.events ?? []).map((event: any) => ({ name: event.name, attributes: attributesOf(event.attributes) })),
    links: (span.links ?? []).map((link: any) => ({ traceId: link.traceId, spanId: link.spanId })),
    status: span.status ?? {},
    startNanos: BigInt(span.startTimeUnixNano),
    endNanos: BigInt(span.endTimeUnixNano),
    resource,
    scope,
  };
}

function readLog(log: any, resource: Attributes): TestLog {
  return {
    traceId: log.traceId || undefined,
    spanId: log.spanId || undefined,
    severityText: log.severityText,
    severityNumber: log.severityNumber,
    body: valueOf(log.body),
    attributes: attributesOf(log.attributes),
    resource,
  };
}

function readMetric(points: TestPoint[], metric: any, resource: Attributes): void {
  const data = metric.histogram ?? metric.sum ?? metric.gauge ?? metric.exponentialHistogram ?? {};
  for (const point of data.dataPoints ?? []) {
    const value = point.asDouble ?? point.asInt;
    points.push({
      name: metric.name,
      unit: metric.unit,
      attributes: attributesOf(point.attributes),
      count: point.count === undefined ? undefined : Number(point.count),
      sum: point.sum,
      value: value === undefined ? undefined : Number(value),
      resource,
    });
  }
}

function attributesOf(list: any[] | undefined): Attributes {
  return Object.fromEntries((list ?? []).map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf(value: any): unknown {
  if (value === undefined || value === null) return undefined;
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(valueOf);
  if (value.bytesValue !== undefined) return Buffer.from(value.bytesValue, "base64");
  if (value.kvlistValue !== undefined) return attributesOf(value.kvlistValue.values);
  return undefined;
}
/* oxlint-enable typescript/no-explicit-any */

/** One trace as an indented tree, `kind name`, children in order of their start: what a test compares with. */
export function drawTree(spans: readonly TestSpan[], traceId: string): string {
  const kinds = ["", "internal", "server", "client", "producer", "consumer"];
  const own = spans.filter((span) => span.traceId === traceId);
  const ids = new Set(own.map((span) => span.spanId));
  const lines: string[] = [];
  const visit = (parent: string | undefined, depth: number): void => {
    const children = own
      .filter((span) =>
        parent === undefined
          ? span.parentSpanId === undefined || !ids.has(span.parentSpanId)
          : span.parentSpanId === parent,
      )
      .toSorted((a, b) => Number(a.startNanos - b.startNanos));
    for (const span of children) {
      lines.push(`${"  ".repeat(depth)}${kinds[span.kind]} ${span.name}`);
      visit(span.spanId, depth + 1);
    }
  };
  visit(undefined, 0);
  return lines.join("\n");
}
