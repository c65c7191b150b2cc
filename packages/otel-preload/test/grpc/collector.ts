import {
  Metadata,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type StatusObject,
} from "@grpc/grpc-js";
import { toJson } from "../../src/engine/json.ts";
import { decodeOtlp } from "../../../../test/otlp-protobuf.ts";

/* A recording receiver of OTLP/gRPC: gRPC's own server for Node.js, with the three services of OTLP. No backend. */

export interface GrpcExchange {
  readonly signal: string;
  readonly metadata: Metadata;
  readonly bytes: number;
  /** Names of the spans, bodies of the log records, names of the metrics. */
  readonly names: readonly string[];
  /** Notes the items and answers, with `partial_success` if there is one. */
  take(partial?: { readonly rejected: number; readonly message: string }): void;
  refuse(code: number, message?: string, details?: Buffer): void;
}

const services = { traces: "trace.v1.TraceService", logs: "logs.v1.LogsService", metrics: "metrics.v1.MetricsService" };

export class GrpcCollector {
  readonly names: Record<string, string[]> = { traces: [], logs: [], metrics: [] };
  readonly attempts: { readonly signal: string; readonly at: number; readonly count: number }[] = [];
  behave: (exchange: GrpcExchange) => void = (exchange) => exchange.take();
  port = 0;
  private server: Server | undefined;
  private readonly credentials: ServerCredentials;
  private readonly options: Readonly<Record<string, number>>;

  constructor(credentials = ServerCredentials.createInsecure(), options: Readonly<Record<string, number>> = {}) {
    this.credentials = credentials;
    this.options = options;
  }

  async open(): Promise<this> {
    const server = new Server({ ...this.options });
    for (const [signal, service] of Object.entries(services)) this.serve(server, signal, service);
    this.port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${this.port}`, this.credentials, (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
    this.server = server;
    return this;
  }

  /** At once, whatever runs. */
  close(): void {
    this.server?.forceShutdown();
    this.server = undefined;
  }

  attemptsOf(signal: string): number[] {
    return this.attempts.filter((attempt) => attempt.signal === signal).map(({ at }) => at);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private serve(server: Server, signal: string, service: string): void {
    const asItIs = (bytes: Buffer): Buffer => bytes;
    const path = `/opentelemetry.proto.collector.${service}/Export`;
    const method = { path, requestStream: false, responseStream: false };
    const codec = {
      requestSerialize: asItIs,
      requestDeserialize: asItIs,
      responseSerialize: asItIs,
      responseDeserialize: asItIs,
    };
    server.addService(
      { export: { ...method, ...codec } },
      {
        export: (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) =>
          this.receive(signal, call, done),
      },
    );
  }

  private receive(signal: string, call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>): void {
    const { request } = call;
    const isMetrics = signal === "metrics";
    const names = namesIn(isMetrics ? JSON.parse(toJson(signal, request)) : decodeOtlp(`/v1/${signal}`, request));
    this.attempts.push({ signal, at: performance.now(), count: names.length });
    this.behave({
      signal,
      names,
      metadata: call.metadata,
      bytes: call.request.length,
      take: (partial) => {
        this.names[signal]?.push(...names);
        done(null, partial === undefined ? Buffer.alloc(0) : partialSuccess(partial));
      },
      refuse: (code, details = "", binary) => {
        const metadata = new Metadata();
        if (binary !== undefined) metadata.set("grpc-status-details-bin", binary);
        done({ code, details, metadata } satisfies StatusObject);
      },
    });
  }
}

function partialSuccess({ rejected, message }: { readonly rejected: number; readonly message: string }): Buffer {
  const text = Buffer.from(message);
  const inner = Buffer.concat([Buffer.of(8, rejected, 18, text.length), text]);
  return Buffer.concat([Buffer.of(10, inner.length), inner]);
}

/* oxlint-disable typescript/no-explicit-any -- OTLP/JSON as it comes */
function namesIn({ resourceSpans = [], resourceLogs = [], resourceMetrics = [] }: any): string[] {
  const items = (groups: any[], scopes: string, list: string): any[] =>
    groups.flatMap((group) => group[scopes]).flatMap((scope) => scope[list]);
  return [
    ...items(resourceSpans, "scopeSpans", "spans").map(({ name }) => name),
    ...items(resourceLogs, "scopeLogs", "logRecords").map(({ body }) => body.stringValue),
    ...items(resourceMetrics, "scopeMetrics", "metrics").map(({ name }) => name),
  ];
}
/* oxlint-enable typescript/no-explicit-any */
