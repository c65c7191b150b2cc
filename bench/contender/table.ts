import type { ContenderName } from "../options.ts";

/** How an application loads a module: what a flag or loader must cope with. */
export type ModuleKind = "cjs" | "esm";
export const moduleKinds: readonly ModuleKind[] = ["cjs", "esm"];

/** One way to observe a Node service. */
export interface Contender {
  readonly name: ContenderName;
  readonly label: string;
  /** Whose version is shown beside the label. */
  readonly packageName: string | undefined;
  flags(kind: ModuleKind): readonly string[];
  /** For programs that make spans by OpenTelemetry's API, where one must say so. */
  readonly apiFlags?: readonly string[];
  env(sinkUrl: string): Readonly<Record<string, string>>;
}

const otlp = (sinkUrl: string) => ({
  OTEL_SERVICE_NAME: "bench",
  OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl,
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
  OTEL_TRACES_EXPORTER: "otlp",
  OTEL_METRICS_EXPORTER: "otlp",
  OTEL_LOGS_EXPORTER: "otlp",
});

/** Each as its own documentation says to start it, its signals on, everything else at its default. */
export const contenders: Readonly<Record<ContenderName, Contender>> = {
  bare: { name: "bare", label: "bare", packageName: undefined, flags: () => [], env: () => ({}) },
  ours: {
    name: "ours",
    label: "ours",
    packageName: "@org/otel-preload",
    flags: () => ["--import", "@org/otel-preload"],
    env: otlp,
  },
  upstream: {
    name: "upstream",
    label: "auto-instrumentations",
    packageName: "@opentelemetry/auto-instrumentations-node",
    flags: (kind) =>
      kind === "cjs"
        ? ["--require", "@opentelemetry/auto-instrumentations-node/register"]
        : [
            "--experimental-loader=@opentelemetry/instrumentation/hook.mjs",
            "--import",
            "@opentelemetry/auto-instrumentations-node/register",
          ],
    env: otlp,
  },
  "dd-trace": {
    name: "dd-trace",
    label: "dd-trace",
    packageName: "dd-trace",
    flags: (kind) => (kind === "cjs" ? ["--require", "dd-trace/init"] : ["--import", "dd-trace/initialize.mjs"]),
    apiFlags: ["--require", "./apps/datadog-api.cjs"],
    env: (sinkUrl) => ({ DD_TRACE_AGENT_URL: sinkUrl, DD_SERVICE: "bench" }),
  },
};
