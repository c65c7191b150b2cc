import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";

/* A recording receiver on bare HTTP/2: it sees the bytes of a call, and breaks connections as it is told. No backend. */

export interface RawCall {
  readonly signal: string;
  readonly headers: IncomingHttpHeaders;
  /** As they came, with the five bytes before the message. */
  readonly bytes: Buffer;
  readonly stream: ServerHttp2Stream;
  /** Which call of its signal it is, from 1. */
  readonly attempt: number;
  /** Answers as a collector does. */
  take(): void;
}

export class RawCollector {
  readonly calls: RawCall[] = [];
  private readonly sessions: Set<ServerHttp2Session> = new Set();
  private readonly sockets: Set<Socket> = new Set();
  /** Connections so far. */
  connections = 0;
  behave: (call: RawCall) => void = (call) => call.take();
  private readonly server: Http2Server;
  private readonly scheme: string;

  constructor(tls?: SecureServerOptions) {
    this.scheme = tls === undefined ? "http" : "https";
    this.server = tls === undefined ? createServer() : (createSecureServer(tls) as Http2Server);
    this.server.on("session", (session) => {
      this.connections++;
      this.sessions.add(session);
      session.on("error", () => {});
      session.on("close", () => this.sessions.delete(session));
    });
    this.server.on("connection", (socket: Socket) => {
      this.sockets.add(socket.on("error", () => {}));
      socket.on("close", () => this.sockets.delete(socket));
    });
    this.server.on("stream", (stream, headers) => this.receive(stream, headers));
  }

  async open(port = 0, host = "127.0.0.1"): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(port, host, resolve));
    return this;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    for (const session of this.sessions) session.destroy();
  }

  /** Cuts the connections. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Ends the connections, once what runs on them has ended (GOAWAY). */
  drain(): void {
    for (const session of this.sessions) session.close();
  }

  callsOf(signal: string): RawCall[] {
    return this.calls.filter((call) => call.signal === signal);
  }

  private receive(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const chunks: Buffer[] = [];
    stream.on("error", () => {});
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const [, name = ""] = /\.collector\.(\w+)\.v1\./u.exec(String(headers[":path"])) ?? [];
      const signal = name === "logs" || name === "metrics" ? name : "traces";
      const attempt = this.callsOf(signal).length + 1;
      const bytes = Buffer.concat(chunks);
      // Cut off on its way.
      if (bytes.length < 5 || bytes.length < 5 + bytes.readUInt32BE(1)) return;
      const call = { signal, headers, bytes, stream, attempt, take: () => answer(stream) };
      this.calls.push(call);
      this.behave(call);
    });
  }
}

function answer(stream: ServerHttp2Stream): void {
  if (stream.destroyed) return;
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => {
    if (!stream.destroyed) stream.sendTrailers({ "grpc-status": "0" });
  });
  // An empty message.
  stream.end(Buffer.alloc(5));
}
