import { createRequire } from "node:module";
import { join } from "node:path";
import { type Receiver, startReceiver } from "../../../../test/otlp-receiver.ts";
import { type Finished, runFixture } from "../../../../test/run-fixture.ts";

const root = join(import.meta.dirname, "../../../..");
const require = createRequire(join(root, "test/fixtures/upstream-preload/package.json"));
const upstream = require.resolve("@opentelemetry/auto-instrumentations-node/register");

export interface Program {
  readonly file: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export type Side = "ours" | "upstream";

/** What a program sent under one of the two preloads. */
export interface Sent extends Finished {
  readonly receiver: Receiver;
}

const common = {
  // Pools and their metrics are gone at the end.
  OTEL_METRIC_EXPORT_INTERVAL: "200",
  OTEL_METRIC_EXPORT_TIMEOUT: "200",
  OTEL_SERVICE_NAME: "compared",
};

/** Lines of the console are no log records for upstream. */
const oursOnly = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "console" };

/** What upstream is told, so that both mean the same where it has a choice. */
const upstreamOnly = {
  // Only the stable names: ours has no others.
  OTEL_SEMCONV_STABILITY_OPT_IN: "http,database",
  OTEL_NODE_RESOURCE_DETECTORS: "none",
};

export async function run(side: Side, { file, args = [], env = {} }: Program): Promise<Sent> {
  const receiver = await startReceiver();
  const settings = { ...common, ...env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const finished =
    side === "ours"
      ? await runFixture({ file, args, via: "require", env: { ...settings, ...oursOnly } })
      : await runFixture({
          file,
          args,
          via: "none",
          env: { ...settings, ...upstreamOnly, NODE_OPTIONS: `--require=${upstream}` },
        });
  await receiver.close();
  return { ...finished, receiver };
}
