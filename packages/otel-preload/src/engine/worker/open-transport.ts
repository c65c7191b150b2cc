import type { OtlpConfig } from "../../config.ts";
import { HttpTransport } from "./http-transport.ts";
import type { Transport } from "./transport.ts";

/** The way to one address. */
export function openTransport(config: OtlpConfig, timeoutMillis: number): Transport {
  return config.protocol === "grpc" ? openGrpc(config, timeoutMillis) : new HttpTransport(config, timeoutMillis);
}

/** gRPC is a file of its own: nobody else pays for HTTP/2. */
function openGrpc(config: OtlpConfig, timeoutMillis: number): Transport {
  let transport: Transport | undefined;
  return {
    async send(body) {
      const { GrpcTransport } = await import("./grpc/grpc-transport.ts");
      transport ??= new GrpcTransport(config, timeoutMillis);
      return transport.send(body);
    },
  };
}
