import { type Receiver, startReceiver } from "../../../../test/otlp-receiver.ts";
import { type Finished, runFixture } from "../../../../test/run-fixture.ts";
import { recordsOf, type SentRecord, type SentSpan, spansOf } from "./sent.ts";

/** What one run of emit.ts printed and sent. */
export interface Emitted extends Finished {
  readonly receiver: Receiver;
  readonly spans: readonly SentSpan[];
  readonly records: readonly SentRecord[];
}

type Env = Readonly<Record<string, string>>;

/** Runs emit.ts under the preload; `what` is its scenario, and how many or how long. */
export async function emit(what: string, env: Env = {}): Promise<Emitted> {
  const receiver = await startReceiver();
  const finished = await runEmit(what, { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  await receiver.close();
  const isJson = receiver.requests.every(({ headers }) => headers["content-type"] === "application/json");
  const [spans, records] = isJson ? [spansOf(receiver), recordsOf(receiver)] : [[], []];
  return { ...finished, receiver, spans, records };
}

/** As {@link emit}, with another receiver or none. */
export function runEmit(what: string, env: Env): Promise<Finished> {
  return runFixture({
    file: "packages/otel-preload/test/compliance/emit.ts",
    args: what.split(" "),
    env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "console", ...env },
  });
}
