import { alertmanager } from "./alertmanager.ts";
import { certificate } from "./certificate.ts";
import { collector } from "./collector.ts";
import { general } from "./general.ts";
import { host } from "./host.ts";
import { goProcess, jaeger } from "./jaeger.ts";
import { loki } from "./loki.ts";
import type { Metric } from "./metric.ts";
import { postgres } from "./postgres.ts";
import { db, http, messaging, node, self } from "./preload.ts";
import { prometheus } from "./prometheus.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { redis } from "./redis.ts";
import { declared, slo } from "./rules.ts";
import { graph, spans } from "./span-metrics.ts";
import { app } from "./telemetry.ts";
import { ai } from "./upstream.ts";

const groups = [
  alertmanager,
  certificate,
  collector,
  general,
  host,
  goProcess,
  jaeger,
  loki,
  postgres,
  db,
  http,
  messaging,
  node,
  self,
  prometheus,
  rabbitmq,
  redis,
  slo,
  declared,
  graph,
  spans,
  app,
  ai,
];

/** Every metric that dashboards and rules may use. */
export const inventory: readonly Metric[] = groups.flatMap((group) => Object.values<Metric>(group));
