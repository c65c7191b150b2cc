import type { EnvVariable } from "./env-variable.ts";

type OtlpSignal = "" | "TRACES_" | "METRICS_" | "LOGS_";

/** The prefixes of the OTLP variables: for all signals, then for each. */
export const otlpSignals: readonly OtlpSignal[] = ["", "TRACES_", "METRICS_", "LOGS_"];
const signalText: Readonly<Record<OtlpSignal, string>> = {
  "": "all signals",
  TRACES_: "traces",
  METRICS_: "metrics",
  LOGS_: "logs",
};

/** The variables of one signal, or of all. */
export function otlpVariables(signal: OtlpSignal): EnvVariable[] {
  const what = signalText[signal];
  const inherited = signal === "" ? undefined : "as for all signals";
  const prefix = `OTEL_EXPORTER_OTLP_${signal}`;
  return [
    {
      name: `${prefix}ENDPOINT`,
      type: "url",
      appendsPath: signal === "",
      default: inherited ?? "http://localhost:4318",
      description:
        signal === ""
          ? "Address of the collector; /v1/traces, /v1/metrics and /v1/logs are appended, but for gRPC, whose default is http://localhost:4317"
          : `Address for ${what}, used as it is`,
    },
    {
      name: `${prefix}HEADERS`,
      type: "map",
      default: inherited ?? "",
      secret: true,
      description: `Headers sent with ${what}, as key=value pairs separated by commas`,
    },
    {
      name: `${prefix}PROTOCOL`,
      type: "enum",
      default: inherited ?? "http/protobuf",
      allowed: ["http/protobuf", "http/json", "grpc"],
      description: `Encoding of ${what}`,
    },
    {
      name: `${prefix}INSECURE`,
      type: "boolean",
      default: inherited ?? "false",
      description: `true sends ${what} by gRPC without TLS to an address that begins with neither http:// nor https://`,
    },
    {
      name: `${prefix}TIMEOUT`,
      type: "millis",
      default: inherited ?? "10000",
      minimum: 1,
      description: `Longest time of one request for ${what}, ms`,
    },
    {
      name: `${prefix}COMPRESSION`,
      type: "enum",
      default: inherited ?? "as needed: gzip, none to this machine",
      allowed: ["none", "gzip"],
      description: `Compression of ${what}`,
    },
    ...fileVariables(prefix, what, inherited ?? ""),
  ];
}

function fileVariables(prefix: string, what: string, inherited: string): EnvVariable[] {
  return [
    {
      name: `${prefix}CERTIFICATE`,
      type: "string",
      default: inherited,
      description: `PEM file with the certificate authority of the collector, for ${what}`,
    },
    {
      name: `${prefix}CLIENT_KEY`,
      type: "string",
      default: inherited,
      description: `PEM file with the client's key, for ${what}`,
    },
    {
      name: `${prefix}CLIENT_CERTIFICATE`,
      type: "string",
      default: inherited,
      description: `PEM file with the client's certificate, for ${what}`,
    },
  ];
}
