import { type ClientHttp2Stream, constants, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http2";
import { NoAnswer, StaleConnection } from "../attempt.ts";
import type { Connection } from "./connection.ts";
import { framed } from "./message.ts";

/** What came back of a call. */
export interface CallAnswer {
  readonly httpStatus: number;
  /** `grpc-status`; `undefined` when the answer has none. */
  readonly status: number | undefined;
  readonly message: string;
  /** `grpc-status-details-bin`. */
  readonly details: string | undefined;
  readonly body: Buffer;
}

export interface CallRequest {
  readonly headers: OutgoingHttpHeaders;
  readonly message: Uint8Array;
  readonly isCompressed: boolean;
  readonly timeoutMillis: number;
}

const keptBytes = 64 * 1024;
const maxReadBytes = 4 * 1024 * 1024;
const maxMessageLength = 300;

/** One unary call. Rejects when no status came back. */
export function call(connection: Connection, request: CallRequest): Promise<CallAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<CallAnswer>();
  const { timeoutMillis } = request;
  const stream = connection.session.request(request.headers);
  connection.begin();
  const answer = new Answer(stream);
  const timer = setTimeout(() => {
    connection.retire();
    reject(new NoAnswer(timeoutMillis));
    stream.close(constants.NGHTTP2_CANCEL);
    // Though nobody takes what it still has to say.
    stream.destroy();
  }, timeoutMillis);
  let failure: Error | undefined;
  stream.on("error", (error) => (failure = error));
  stream.on("close", () => {
    clearTimeout(timer);
    const { hasAnswered } = connection;
    if (answer.isThere) {
      connection.hasAnswered = true;
      resolve(answer.read());
    } else {
      const error = failure ?? new Error("the connection was closed before the answer");
      reject(hasAnswered ? new StaleConnection(error) : error);
    }
    connection.end();
  });
  stream.end(framed(request.message, request.isCompressed));
  return promise;
}

/** Gathers what comes back: headers, the beginning of the body, trailers; or all in the headers ("Trailers-Only"). */
class Answer {
  private headers: IncomingHttpHeaders = {};
  private trailers: IncomingHttpHeaders = {};
  private readonly chunks: Buffer[] = [];
  private length = 0;
  private isWhole = false;

  constructor(stream: ClientHttp2Stream) {
    stream.on("response", (headers) => {
      this.headers = headers;
      if (headers["grpc-status"] !== undefined) this.finish(stream);
    });
    stream.on("trailers", (trailers) => {
      this.trailers = trailers;
      this.finish(stream);
    });
    stream.on("data", (chunk: Buffer) => {
      if (this.length < keptBytes) this.chunks.push(chunk);
      this.length += chunk.length;
      if (this.length > maxReadBytes) stream.close(constants.NGHTTP2_CANCEL);
    });
    stream.on("end", () => {
      this.isWhole = !stream.rstCode;
    });
  }

  /** Something that says what became of the call. */
  get isThere(): boolean {
    return this.field("grpc-status") !== undefined || (this.isWhole && this.headers[":status"] !== undefined);
  }

  read(): CallAnswer {
    const status = this.field("grpc-status");
    return {
      httpStatus: Number(this.headers[":status"] ?? 0),
      status: status !== undefined && /^\d+$/u.test(status) ? Number(status) : undefined,
      message: percentDecoded(this.field("grpc-message") ?? "").slice(0, maxMessageLength),
      details: this.field("grpc-status-details-bin"),
      body: Buffer.concat(this.chunks),
    };
  }

  private field(name: string): string | undefined {
    const value = this.trailers[name] ?? this.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  /** Who answers before all is sent reads no more of it. */
  private finish(stream: ClientHttp2Stream): void {
    if (!stream.writableFinished) stream.close(constants.NGHTTP2_CANCEL);
  }
}

/** A text as it is where it is not encoded as it should be (gRPC over HTTP/2, "Status-Message"). */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
