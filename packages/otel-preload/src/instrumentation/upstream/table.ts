/** An instrumentation by OpenTelemetry itself. */
export interface Upstream {
  readonly module: string;
  readonly className: string;
  /** What makes it load: the packages that it changes. */
  readonly packages: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
  /** Its spans would say again what the server span says, or tell of every middleware; the route that it finds is kept. */
  readonly routeOnly?: boolean;
  /** The driver below has spans of its own: this one is not the call, but knows what never gets there, as a pool's time-out. */
  readonly aboveDriver?: boolean;
}

/**
 * Short name → instrumentation, for whatever the preload does not instrument itself. Not here, as they make more noise
 * than they tell: net, dns, fs, router, generic-pool, dataloader, lru-memoizer, cucumber.
 */
export const upstream: Readonly<Record<string, Upstream>> = {
  "aws-sdk": {
    module: "@opentelemetry/instrumentation-aws-sdk",
    className: "AwsInstrumentation",
    packages: [
      "@aws-sdk/middleware-stack",
      "@aws-sdk/smithy-client",
      "@smithy/core",
      "@smithy/middleware-stack",
      "@smithy/smithy-client",
    ],
    // The HTTP request below says nothing that the call does not.
    options: { suppressInternalInstrumentation: true },
  },
  "cassandra-driver": {
    module: "@opentelemetry/instrumentation-cassandra-driver",
    className: "CassandraDriverInstrumentation",
    packages: ["cassandra-driver"],
  },
  connect: {
    module: "@opentelemetry/instrumentation-connect",
    className: "ConnectInstrumentation",
    packages: ["connect"],
    routeOnly: true,
  },
  graphql: {
    module: "@opentelemetry/instrumentation-graphql",
    className: "GraphQLInstrumentation",
    packages: ["graphql"],
    options: { ignoreTrivialResolveSpans: true, mergeItems: true },
  },
  grpc: {
    module: "@opentelemetry/instrumentation-grpc",
    className: "GrpcInstrumentation",
    packages: ["@grpc/grpc-js"],
  },
  hapi: {
    module: "@opentelemetry/instrumentation-hapi",
    className: "HapiInstrumentation",
    packages: ["@hapi/hapi"],
    routeOnly: true,
  },
  knex: {
    module: "@opentelemetry/instrumentation-knex",
    className: "KnexInstrumentation",
    packages: ["knex"],
    aboveDriver: true,
  },
  memcached: {
    module: "@opentelemetry/instrumentation-memcached",
    className: "MemcachedInstrumentation",
    packages: ["memcached"],
  },
  mongoose: {
    module: "@opentelemetry/instrumentation-mongoose",
    className: "MongooseInstrumentation",
    packages: ["mongoose"],
    aboveDriver: true,
  },
  mysql: { module: "@opentelemetry/instrumentation-mysql", className: "MySQLInstrumentation", packages: ["mysql"] },
  openai: { module: "@opentelemetry/instrumentation-openai", className: "OpenAIInstrumentation", packages: ["openai"] },
  oracledb: {
    module: "@opentelemetry/instrumentation-oracledb",
    className: "OracleInstrumentation",
    packages: ["oracledb"],
  },
  restify: {
    module: "@opentelemetry/instrumentation-restify",
    className: "RestifyInstrumentation",
    packages: ["restify"],
    routeOnly: true,
  },
  "socket.io": {
    module: "@opentelemetry/instrumentation-socket.io",
    className: "SocketIoInstrumentation",
    packages: ["socket.io"],
  },
  tedious: {
    module: "@opentelemetry/instrumentation-tedious",
    className: "TediousInstrumentation",
    packages: ["tedious"],
  },
};
