import { messaging } from "../../inventory/preload.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { instances } from "../parts/scope.ts";

const source = "Fed by amqplib, kafkajs or BullMQ under the preload; a service without a consumer shows nothing.";
const noValue = "handles no messages";

/** A worker's counterpart of requests. */
export function messages(config: Config): PanelDef[] {
  const by = "messaging_destination_name";
  const legend = `{{${by}}}`;
  const handled = (...matchers: string[]): string =>
    `sum by (${by}) (rate(${messaging.process.count}{${instances(config, ...matchers)}}[$__rate_interval]))`;
  const buckets = `rate(${messaging.process.bucket}{${instances(config)}}[$__rate_interval])`;
  return [
    timeseries({
      key: "messages",
      title: "Messages handled",
      description: `Messages handled a second, by queue or topic. ${source}`,
      unit: "ops",
      noValue,
      queries: [prom(handled(), legend)],
    }),
    timeseries({
      key: "messages-failed",
      title: "Messages that fail",
      description: `Share of messages whose handler threw or which it gave back, by queue or topic. ${source}`,
      unit: "percentunit",
      noValue,
      queries: [prom(`(${handled('error_type!=""')} or 0 * ${handled()}) / (${handled()} > 0)`, legend)],
    }),
    timeseries({
      key: "messages-duration",
      title: "p95 of handling a message",
      description: `Nineteen of twenty messages are handled faster, by queue or topic. ${source}`,
      unit: "s",
      noValue,
      queries: [prom(`histogram_quantile(0.95, sum by (${by}, le) (${buckets}))`, legend)],
    }),
  ];
}
