import { isLoopback, repairGrpcEndpoint, withGrpcPath, withSignalPath } from "./env-endpoint.ts";
import type { EnvReader } from "./env-reader.ts";

export type Signal = "traces" | "metrics" | "logs";

export interface OtlpConfig {
  /** The whole address, with the path of the signal or of its service. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: "http/protobuf" | "http/json" | "grpc";
  readonly timeoutMillis: number;
  readonly compression: "none" | "gzip";
  readonly certificateFile: string | undefined;
  readonly clientKeyFile: string | undefined;
  readonly clientCertificateFile: string | undefined;
}

const all = "OTEL_EXPORTER_OTLP_";
const prefixOf = (signal: Signal): string => `${all}${signal.toUpperCase()}_`;

/** A signal's own variable wins over the general one; only the general endpoint gets the signal's path appended. */
export function readOtlp(read: EnvReader, signal: Signal): OtlpConfig {
  const own = prefixOf(signal);
  const file = (name: string): string | undefined => read.file(`${own}${name}`) ?? read.file(`${all}${name}`);
  const protocol = read.choice(`${own}PROTOCOL`, read.choice<OtlpConfig["protocol"]>(`${all}PROTOCOL`));
  // Read in any case: a wrong value is said.
  const isInsecure = read.optionalBoolean(`${own}INSECURE`) ?? read.boolean(`${all}INSECURE`);
  const url = protocol === "grpc" ? readGrpcEndpoint(read, signal, isInsecure) : readHttpEndpoint(read, signal);
  // To this machine it costs more than it saves.
  const usual = isLoopback(new URL(url).hostname) ? "none" : "gzip";
  return {
    url,
    headers: { ...readHeaders(read, `${all}HEADERS`), ...readHeaders(read, `${own}HEADERS`) },
    protocol,
    timeoutMillis: read.optionalNumber(`${own}TIMEOUT`) ?? read.number(`${all}TIMEOUT`),
    compression: read.choice(`${own}COMPRESSION`, read.choice<OtlpConfig["compression"]>(`${all}COMPRESSION`, usual)),
    certificateFile: file("CERTIFICATE"),
    clientKeyFile: file("CLIENT_KEY"),
    clientCertificateFile: file("CLIENT_CERTIFICATE"),
  };
}

const grpcPort = "4317";
const httpPort = "4318";

function readHttpEndpoint(read: EnvReader, signal: Signal): string {
  const own = prefixOf(signal);
  const general = `${all}ENDPOINT`;
  const isHttp = [`${own}PROTOCOL`, `${all}PROTOCOL`].some((name) => read.raw(name).startsWith("http"));
  const whole = read.url(`${own}ENDPOINT`);
  if (whole !== undefined) return isHttp ? whole : leaveGrpcPort(read, `${own}ENDPOINT`, whole);
  const base = read.url(general) ?? `http://localhost:${httpPort}`;
  return withSignalPath(isHttp ? base : leaveGrpcPort(read, general, base), signal);
}

/** Who names the gRPC port without asking for gRPC, or for HTTP there, means the collector beside it. */
function leaveGrpcPort(read: EnvReader, name: string, address: string): string {
  const url = new URL(address);
  if (url.port !== grpcPort) return address;
  url.port = httpPort;
  const expected = `port ${httpPort}, as ${grpcPort} is that of gRPC`;
  read.wrong(
    name,
    expected,
    `${httpPort} is used instead (OTEL_EXPORTER_OTLP_PROTOCOL=grpc, or http/protobuf, keeps ${grpcPort})`,
  );
  return url.href;
}

/** OTLP exporter specification, "Configuration Options": a scheme says whether the way is secure; without one, `INSECURE` does. */
function readGrpcEndpoint(read: EnvReader, signal: Signal, isInsecure: boolean): string {
  const usual = `http://localhost:${grpcPort}`;
  const repair = (text: string): ReturnType<typeof repairGrpcEndpoint> => repairGrpcEndpoint(text, isInsecure);
  const used = `${usual} is used instead`;
  const own = prefixOf(signal);
  const base = read.url(`${own}ENDPOINT`, repair, used) ?? read.url(`${all}ENDPOINT`, repair, used) ?? usual;
  if (isInsecure && base.startsWith("https:")) {
    const name = read.raw(`${own}INSECURE`) === "" ? `${all}INSECURE` : `${own}INSECURE`;
    read.wrong(name, "false, as the address begins with https://", "the connection is secure");
  }
  return withGrpcPath(base, signal);
}

/** Fields that belong to HTTP or gRPC itself: changed, they break the request. */
const protocolHeaders =
  /^(?:connection|content-(?:encoding|length|type)|expect|grpc-.*|host|http2-settings|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/u;

function readHeaders(read: EnvReader, name: string): Record<string, string> {
  const headers = read.map(name, (key, value) => {
    // RFC 9110 §5.1 and §5.5: what Node lets into a header.
    const isField = /^[!#$%&'*+.^_`|~0-9a-z-]+$/iu.test(key) && /^[\t\u0020-\u007e\u0080-\u00ff]*$/u.test(value);
    return isField && !protocolHeaders.test(key.toLowerCase());
  });
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]));
}
