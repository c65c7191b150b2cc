import assert from "node:assert/strict";
import { GrpcCollector, type GrpcExchange } from "../grpc/collector.ts";
import type { ProcessRow } from "./rows-environment.ts";
import { runEmit } from "./run-emit.ts";

/** One span, one record and the metrics, to gRPC's own server for Node.js. */
async function sentByGrpc(behave?: (exchange: GrpcExchange) => void) {
  const collector = await new GrpcCollector().open();
  if (behave !== undefined) collector.behave = behave;
  const { stderr } = await runEmit("one 500", {
    OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: "10",
  });
  collector.close();
  return { names: collector.names, stderr };
}

export const grpcRows: readonly ProcessRow[] = [
  {
    row: "OTLP › OTLP/gRPC Exporter",
    async test() {
      const { names, stderr } = await sentByGrpc();
      assert.deepEqual(names["traces"], ["one"]);
      assert.ok(names["metrics"]?.includes("otel.sdk.exporter.span.exported"));
      assert.equal(stderr, "");
    },
  },
  {
    row: "Logs › OTLP/gRPC exporter",
    async test() {
      const { names } = await sentByGrpc();
      assert.deepEqual(names["logs"], ["one"]);
    },
  },
  {
    row: "OTLP › Partial Success messages are handled and logged for OTLP/gRPC",
    async test() {
      const partial = { rejected: 1, message: "too old for us" };
      const { stderr } = await sentByGrpc((exchange) =>
        exchange.take(exchange.signal === "traces" ? partial : undefined),
      );
      assert.match(stderr, /rejected some traces: too old for us/u);
    },
  },
];
