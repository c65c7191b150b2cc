/** What an endpoint became; `problem` says what would have been expected when it was not right as it stood. */
export interface Repaired {
  readonly url: string;
  readonly problem?: string;
}

const signalPath = /\/v1\/(?:traces|metrics|logs)\/?$/u;

/** `localhost:4318`, `10.0.0.1:4318`, `collector.example.com/otlp`; not `unix:…`, `grpc://…` or `not a url`. */
const bare = /^(?:(?:[\w-]+\.)+[a-z][\w-]*|\d+\.\d+\.\d+\.\d+|[\w-]+(?=:\d)|\[[0-9a-f:.]+\])(?::\d+)?(?:\/\S*)?$/iu;

/**
 * An address of OTLP over HTTP as people write them. `appendsPath` says whether it gets a signal's path from us, or is
 * whole. `undefined` for what cannot be meant.
 */
export function repairEndpoint(text: string, appendsPath: boolean): Repaired | undefined {
  const hasScheme = /^https?:\/\//iu.test(text);
  if (/\s/u.test(text) || !(hasScheme || bare.test(text))) return undefined;
  const url = URL.parse(hasScheme ? text : `http://${text}`);
  if (url === null || url.hostname === "" || url.port === "0") return undefined;
  const problems = hasScheme ? [] : ["an address that begins with http:// or https://"];
  problems.push(...repairPath(url, appendsPath));
  return problems.length === 0 ? { url: text } : { url: url.href, problem: problems.join(", ") };
}

/** Changes what is behind the host; says what was wrong there. */
function repairPath(url: URL, appendsPath: boolean): string[] {
  const problems: string[] = [];
  if (appendsPath && signalPath.test(url.pathname)) {
    url.pathname = url.pathname.replace(signalPath, "");
    problems.push("an address without the signal's path, which is appended");
  }
  if (!appendsPath && url.pathname === "/") problems.push("an address with its path, as nothing is appended");
  if (url.hash !== "") {
    url.hash = "";
    problems.push("an address without a fragment");
  }
  return problems;
}

/** An address of OTLP over gRPC: a host and a port; the paths are the services'. `undefined` for what cannot be meant. */
export function repairGrpcEndpoint(text: string, isInsecure: boolean): Repaired | undefined {
  const hasScheme = /^https?:\/\//iu.test(text);
  if (/\s/u.test(text) || !(hasScheme || bare.test(text))) return undefined;
  const url = URL.parse(hasScheme ? text : `${isInsecure ? "http" : "https"}://${text}`);
  if (url === null || url.hostname === "" || url.port === "0") return undefined;
  const isPlain = url.pathname === "/" && url.search === "" && url.hash === "";
  Object.assign(url, { pathname: "/", search: "", hash: "" });
  return isPlain ? { url: url.href } : { url: url.href, problem: "an address without a path, as gRPC has its own" };
}

const grpcServices = {
  traces: "trace.v1.TraceService",
  metrics: "metrics.v1.MetricsService",
  logs: "logs.v1.LogsService",
};

/** An address with the path of a signal's Export call. */
export function withGrpcPath(base: string, signal: keyof typeof grpcServices): string {
  return new URL(`/opentelemetry.proto.collector.${grpcServices[signal]}/Export`, base).href;
}

/** True for a host that is this machine: RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3. */
export function isLoopback(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost\.?|127(?:\.\d+){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]+\])$/iu.test(hostname);
}

/** The general address with a signal's path. */
export function withSignalPath(base: string, signal: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/u, "")}/v1/${signal}`;
  return url.href;
}
