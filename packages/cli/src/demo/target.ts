/** Where the stack that the demo uses is reached. */
export interface DemoTarget {
  /** The collector's OTLP/HTTP address. */
  readonly collectorUrl: string;
  readonly jaegerUrl: string;
  readonly lokiUrl: string;
  readonly prometheusUrl: string;
  /** Absent when the stack runs without Bugsink. */
  readonly sentry?: DemoSentry;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly amqpUrl: string;
  /** Where the services of the shop write their output. */
  readonly logDir: string;
  /** The page that shows a trace, where the stack has one: Jaeger's own, in compose. */
  readonly tracePage?: (traceId: string) => string;
  /** What follows `otelstack` on this stack, for instance `--port-offset 100`. */
  readonly cliFlags: readonly string[];
}

export interface DemoSentry {
  readonly url: string;
  readonly dsn: string;
  readonly apiToken: string;
}
