import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/* A collector as a test wants it: it takes OTLP/JSON, notes what came, and fails as it is told. */

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly signal: string;
  readonly bytes: number;
  /** Names of the spans and metrics, bodies of the log records. */
  readonly names: readonly string[];
  /** Notes the items and answers 200. */
  take(): void;
  /** Answers without taking anything. */
  refuse(status: number, headers?: Record<string, string>): void;
}

interface Point {
  readonly asInt?: string;
  readonly asDouble?: number;
  readonly attributes?: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

/* oxlint-disable typescript/no-explicit-any -- OTLP/JSON as it comes */
export class FaultyCollector {
  readonly spans: string[] = [];
  readonly logs: string[] = [];
  /** `metric error.type` → its newest value. */
  readonly counts: Map<string, number> = new Map();
  readonly attempts: { readonly signal: string; readonly at: number; readonly count: number }[] = [];
  inFlight = 0;
  mostInFlight = 0;
  port = 0;
  behave: (exchange: Exchange) => void = (exchange) => exchange.take();
  private server: Server | undefined;

  static async start(): Promise<FaultyCollector> {
    const collector = new FaultyCollector();
    await collector.open();
    return collector;
  }

  /** An address where nobody answers, yet. */
  static async closed(): Promise<FaultyCollector> {
    const collector = await FaultyCollector.start();
    await collector.close();
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    const server = createServer((request, response) => this.receive(request, response));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.on("error", reject);
      server.listen(this.port, "127.0.0.1", resolve);
    });
    this.port = (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  attemptsOf(signal: string): number[] {
    return this.attempts.filter((attempt) => attempt.signal === signal).map(({ at }) => at);
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    response.on("close", () => this.inFlight--);
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const message = JSON.parse(body.toString());
      const signal = request.url?.split("/").at(-1) ?? "";
      const names = namesIn(message);
      this.attempts.push({ signal, at: performance.now(), count: names.length });
      this.behave({
        request,
        response,
        signal,
        names,
        bytes: body.length,
        take: () => this.take(signal, names, message, response),
        refuse: (status, headers = {}) => void response.writeHead(status, headers).end(),
      });
    });
  }

  private take(signal: string, names: readonly string[], message: any, response: ServerResponse): void {
    if (signal === "traces") this.spans.push(...names);
    else if (signal === "logs") this.logs.push(...names);
    else this.readCounts(message);
    if (!response.headersSent) response.writeHead(200, { "content-type": "application/json" });
    response.end("{}");
  }

  private readCounts(message: any): void {
    for (const { scopeMetrics } of message.resourceMetrics) {
      for (const { name, sum } of scopeMetrics.flatMap((scope: any) => scope.metrics)) {
        for (const { asInt, asDouble, attributes = [] } of (sum?.dataPoints ?? []) as Point[]) {
          const reason = attributes.find(({ key }) => key === "error.type")?.value.stringValue;
          this.counts.set(reason === undefined ? name : `${name} ${reason}`, Number(asInt ?? asDouble));
        }
      }
    }
  }
}

function namesIn({ resourceSpans = [], resourceLogs = [], resourceMetrics = [] }: any): string[] {
  const spans = resourceSpans.flatMap((of: any) => of.scopeSpans).flatMap((of: any) => of.spans);
  const records = resourceLogs.flatMap((of: any) => of.scopeLogs).flatMap((of: any) => of.logRecords);
  const metrics = resourceMetrics.flatMap((of: any) => of.scopeMetrics).flatMap((of: any) => of.metrics);
  const named = [...spans, ...metrics].map(({ name }: any) => name);
  return [...named, ...records.map(({ body }: any) => body.stringValue)];
}
/* oxlint-enable typescript/no-explicit-any */
