import type { OutgoingHttpHeaders } from "node:http2";
import type { OtlpConfig } from "../../../config.ts";
import type { Outcome } from "../answer-status.ts";
import { attempt } from "../attempt.ts";
import { packed, type Transport, userAgent } from "../transport.ts";
import { call, percentDecoded } from "./call.ts";
import { connectionFor } from "./connection.ts";
import { judgeCall } from "./status.ts";

/** gRPC over HTTP/2, "Timeout": eight digits at most. */
const maxTimeoutMillis = 99_999_999;

/** OTLP/gRPC: unary calls of a signal's service over a connection that all signals share. */
export class GrpcTransport implements Transport {
  private readonly config: OtlpConfig;
  private readonly timeoutMillis: number;
  private readonly headers: OutgoingHttpHeaders;

  constructor(config: OtlpConfig, timeoutMillis: number) {
    this.config = config;
    this.timeoutMillis = timeoutMillis;
    const { pathname, username, password } = new URL(config.url);
    const login = Buffer.from(`${percentDecoded(username)}:${percentDecoded(password)}`).toString("base64");
    this.headers = {
      ...(username !== "" && { authorization: `Basic ${login}` }),
      ...config.headers,
      ":method": "POST",
      ":path": pathname,
      te: "trailers",
      "content-type": "application/grpc",
      "user-agent": userAgent,
      "grpc-timeout": `${Math.min(timeoutMillis, maxTimeoutMillis)}m`,
      "grpc-accept-encoding": "identity,gzip",
      ...(config.compression === "gzip" && { "grpc-encoding": "gzip" }),
    };
  }

  send(body: Uint8Array): Promise<Outcome> {
    const { config, headers, timeoutMillis } = this;
    const isCompressed = config.compression === "gzip";
    const message = packed(body, config);
    return attempt(async () =>
      judgeCall(await call(connectionFor(config), { headers, message, isCompressed, timeoutMillis })),
    );
  }
}
