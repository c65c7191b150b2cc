import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Attributes } from "@opentelemetry/api";
import { CachedAttributes } from "../../engine/cached-attributes.ts";
import { isTraced } from "./headers.ts";
import { type Shape, shapeOf } from "./shape.ts";
import type { HttpServerSpan } from "./span.ts";

/** A client's connection: what its requests have in common, and those of them that are under way. */
export class Connection {
  private readonly isEncrypted: boolean;
  /** The newest of those that are not answered; each knows the one before it. */
  open: HttpServerSpan | undefined = undefined;
  private readonly peerAddress: string | undefined;
  private readonly peerPort: number | undefined;
  private last: Client | undefined = undefined;
  private lastRaw: readonly string[] = [];
  private lastIsTraced = false;
  private lastShape: Shape | undefined = undefined;
  private lastMethod = "";
  private lastVersion = 0;

  constructor(socket: Socket) {
    this.isEncrypted = "encrypted" in socket;
    this.peerAddress = socket.remoteAddress;
    this.peerPort = socket.remotePort;
  }

  /** What is known of this request by its first line: mostly what was known of the one before it. */
  shape({ method = "", httpVersionMajor: major, httpVersionMinor: minor }: IncomingMessage): Shape {
    const version = major * 10 + minor;
    if (this.lastShape === undefined || method !== this.lastMethod || version !== this.lastVersion) {
      this.lastShape = shapeOf(method, this.isEncrypted, major, minor);
      this.lastMethod = method;
      this.lastVersion = version;
    }
    return this.lastShape;
  }

  /** Who sent this request. Clients send the same headers with each request, proxies those of many clients. */
  client(request: IncomingMessage): Client {
    const { rawHeaders } = request;
    // Node parses `headers` when they are first read: a program that never does shall not pay for it.
    if (this.last !== undefined && isEqual(rawHeaders, this.lastRaw)) return this.last;
    const { headers } = request;
    this.lastRaw = rawHeaders;
    this.lastIsTraced = isTraced(headers);
    if (this.last === undefined || !this.last.isLike(headers)) {
      this.last = new Client(headers, this.peerAddress, this.peerPort);
    }
    return this.last;
  }

  /** Whether the request that {@link client} was asked about last carries what a propagator reads. */
  get isTraced(): boolean {
    return this.lastIsTraced;
  }

  /** The span of a request that is under way. */
  spanOf(request: IncomingMessage): HttpServerSpan | undefined {
    let span = this.open;
    while (span !== undefined && span.request !== request) span = span.before;
    return span;
  }

  began(span: HttpServerSpan): void {
    span.before = this.open;
    this.open = span;
  }

  ended(span: HttpServerSpan): void {
    if (this.open === span) this.open = span.before;
    else {
      let after = this.open;
      while (after !== undefined && after.before !== span) after = after.before;
      if (after !== undefined) after.before = span.before;
    }
    span.before = undefined;
  }
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Who asks whom. */
export class Client {
  readonly attributes: Attributes;
  readonly encoded: CachedAttributes;
  private readonly host: string | undefined;
  private readonly userAgent: string | undefined;
  private readonly forwardedFor: string | string[] | undefined;

  constructor(headers: IncomingHttpHeaders, peerAddress: string | undefined, peerPort: number | undefined) {
    this.host = headers.host;
    this.userAgent = headers["user-agent"];
    this.forwardedFor = headers["x-forwarded-for"];
    this.attributes = {
      ...serverAttributes(this.host),
      ...(this.userAgent !== undefined && { "user_agent.original": this.userAgent }),
      ...(peerAddress !== undefined && {
        "network.peer.address": peerAddress,
        "client.address": firstOf(this.forwardedFor) ?? peerAddress,
      }),
      ...(peerPort !== undefined && { "network.peer.port": peerPort }),
    };
    this.encoded = new CachedAttributes(this.attributes);
  }

  isLike(headers: IncomingHttpHeaders): boolean {
    return (
      this.host === headers.host &&
      this.userAgent === headers["user-agent"] &&
      this.forwardedFor === headers["x-forwarded-for"]
    );
  }
}

function serverAttributes(host: string | undefined): Attributes {
  if (host === undefined) return {};
  const colon = host.lastIndexOf(":");
  const port = colon > host.lastIndexOf("]") ? Number(host.slice(colon + 1)) : Number.NaN;
  return Number.isNaN(port)
    ? { "server.address": host }
    : { "server.address": host.slice(0, colon), "server.port": port };
}

function firstOf(header: string | string[] | undefined): string | undefined {
  const first = (Array.isArray(header) ? header[0] : header)?.split(",", 1)[0]?.trim();
  return first === "" ? undefined : first;
}
