import type { Attributes } from "@opentelemetry/api";
import { CachedAttributes } from "../../engine/cached-attributes.ts";
import type { Series } from "../../metrics/duration/histogram.ts";
import { Generations } from "../lib/generations.ts";
import { spanNameOf } from "../lib/http-method.ts";
import { httpClientDuration } from "../lib/telemetry.ts";

/** Hosts in each of two generations. */
const maxHosts = 500;
/** Methods and ports of one host, and ways in which requests to it end. */
const maxAlike = 50;

export interface ClientServer {
  readonly protocol: "http" | "https";
  readonly host: string;
  readonly port: number;
}

/** What requests that ended alike have in common. */
export class ClientOutcome {
  /** Of the span, besides those of its shape. */
  readonly attributes: Attributes;
  readonly encoded: CachedAttributes;
  readonly series: Series;

  constructor(shape: Attributes, status: number | undefined, failure: string | undefined, version: string | undefined) {
    this.attributes = {};
    if (status !== undefined) this.attributes["http.response.status_code"] = status;
    if (failure !== undefined) this.attributes["error.type"] = failure;
    this.encoded = new CachedAttributes({ ...shape, ...this.attributes });
    const measured = { ...shape, ...this.attributes };
    if (version !== undefined) measured["network.protocol.version"] = version;
    this.series = httpClientDuration().series(measured);
  }
}

/** What requests by one method to one server have in common. */
export class ClientShape {
  readonly method: string;
  readonly server: ClientServer;
  readonly spanName: string;
  readonly attributes: Attributes;
  readonly encoded: CachedAttributes;
  /** What the path of a request is put behind. */
  readonly origin: string;
  private readonly outcomes = new Map<string | number, ClientOutcome>();

  constructor(method: string, server: ClientServer) {
    const { protocol, host, port } = server;
    this.method = method;
    this.server = server;
    this.spanName = spanNameOf(method);
    this.attributes = {
      "http.request.method": method,
      "server.address": host,
      "server.port": port,
      "url.scheme": protocol,
    };
    this.encoded = new CachedAttributes(this.attributes);
    const isStandardPort = port === (protocol === "https" ? 443 : 80);
    this.origin = `${protocol}://${host}${isStandardPort ? "" : `:${port}`}`;
  }

  isOf(method: string, { protocol, port }: ClientServer): boolean {
    return this.method === method && this.server.port === port && this.server.protocol === protocol;
  }

  outcome(status: number | undefined, failure: string | undefined, version: string | undefined): ClientOutcome {
    const key = keyOf(status, failure, version);
    let outcome = this.outcomes.get(key);
    if (outcome === undefined) {
      outcome = new ClientOutcome(this.attributes, status, failure, version);
      if (this.outcomes.size < maxAlike) this.outcomes.set(key, outcome);
    }
    return outcome;
  }
}

/** No text is made for most of them. */
function keyOf(status: number | undefined, failure: string | undefined, version: string | undefined): string | number {
  if (failure === undefined && (version === undefined || version === "1.1"))
    return (status ?? 0) * 2 + (version === undefined ? 0 : 1);
  return `${status} ${version} ${failure}`;
}

const shapes = new Generations<string, ClientShape[]>(maxHosts);

/** One for each method and server, as long as it is asked for. */
export function clientShapeOf(method: string, server: ClientServer): ClientShape {
  let ofHost = shapes.get(server.host);
  if (ofHost === undefined) shapes.set(server.host, (ofHost = []));
  for (const shape of ofHost) if (shape.isOf(method, server)) return shape;
  const shape = new ClientShape(method, server);
  if (ofHost.length >= maxAlike) ofHost.length = 0;
  ofHost.push(shape);
  return shape;
}
