import { expect, vi } from "vitest";
import type { Finished } from "../../../../test/run-fixture.ts";
import { makeSpool, spoolFiles, startEmitting } from "../delivery/emit.ts";
import { GrpcCollector, type GrpcExchange } from "./collector.ts";

export const patient: { readonly timeout: number; readonly interval: number } = { timeout: 25_000, interval: 50 };
export const grpc: Readonly<Record<string, string>> = { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };

export interface Scene {
  readonly behave?: (exchange: GrpcExchange, attempt: number) => void;
  readonly burst?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** For gRPC's own server. */
  readonly options?: Readonly<Record<string, number>>;
  /** The program is told to end when this holds. */
  readonly until: (collector: GrpcCollector, stderr: string) => void;
}

export interface Played {
  readonly collector: GrpcCollector;
  readonly run: Finished;
  /** Files that wait, in the end. */
  readonly waiting: number;
}

/** A program that makes spans and records at once, and a collector that behaves so towards its traces. */
export async function play({ behave, burst = 20, env, options, until }: Scene): Promise<Played> {
  const collector = await new GrpcCollector(undefined, options).open();
  const spool = makeSpool();
  let attempt = 0;
  if (behave !== undefined)
    collector.behave = (exchange) => (exchange.signal === "traces" ? behave(exchange, ++attempt) : exchange.take());
  const running = startEmitting({ collector, spool, burst, stays: true, env: { ...grpc, ...env } });
  await vi.waitFor(() => until(collector, running.stderr()), patient);
  running.kill("SIGTERM");
  const run = await running.ended;
  collector.close();
  expect(run.signal).toBe("SIGTERM");
  return { collector, run, waiting: spoolFiles(spool).length };
}
