import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { vi } from "vitest";
import { freePorts } from "../../src/server/ports.ts";
import { otelstackIn } from "../otelstack.ts";
import { binariesOf } from "../stack/tools.ts";

/** Prometheus, Loki and Alertmanager with rules that fire at once, and somebody who is told. */
export interface AlertStack {
  readonly prometheus: string;
  readonly loki: string;
  readonly alertmanager: string;
  /** Bodies that arrived at the webhook. */
  readonly told: readonly string[];
  stop(): Promise<void>;
}

const of = (job: string, value: number): string => `label_replace(vector(${value}), "job", "${job}", "", "")`;

const metricRules = `
groups:
  - name: http
    interval: 1s
    rules:
      - alert: HttpErrorRatioHigh
        expr: ${of("shop/api", 0.123456)} > 0.05
        labels: { severity: critical, component: http, signal: symptom, page: "true" }
        annotations: { summary: Too many requests fail }
      - alert: HttpErrorRatioHigh
        expr: ${of("shop/api", 0.123456)} > 0.01
        labels: { severity: warning, component: http, signal: symptom }
        annotations: { summary: Too many requests fail }
      - alert: HttpLatencyP95High
        expr: ${of("shop/web", 3)} > 2
        for: 1h
        labels: { severity: warning, component: http, signal: symptom }
      - alert: SomebodyElses
        expr: vector(0) > 1
        labels: { severity: info }
      - alert: Flapping
        expr: vector(time()) % 6 < 3
        labels: { severity: info }
      - alert: Watchdog
        expr: vector(1)
        labels: { severity: none }
`;

const logRules = `
groups:
  - name: logs
    interval: 1s
    rules:
      - alert: FromTheLogs
        expr: ${of("shop/orders", 7)} > 5
        labels: { severity: info }
`;

const alertmanagerConfig = (webhook: string, closed: number): string => `
route:
  receiver: nobody
  group_by: [alertname, job, severity, test]
  group_wait: 1s
  group_interval: 1s
  repeat_interval: 1h
  routes:
    - { matchers: [severity="none"], receiver: nobody }
    - { matchers: [severity="critical"], receiver: chat }
    - { matchers: [severity="warning"], receiver: broken }
receivers:
  - name: nobody
  - name: chat
    webhook_configs: [{ url: "${webhook}" }]
  - name: broken
    webhook_configs: [{ url: "http://127.0.0.1:${closed}/" }]
inhibit_rules:
  - { source_matchers: [severity="critical"], target_matchers: [severity="warning"], equal: [alertname, job] }
`;

const lokiConfig = (http: number, grpc: number, folder: string, alertmanager: number): string => `
auth_enabled: false
server: { http_listen_address: 127.0.0.1, http_listen_port: ${http}, grpc_listen_address: 127.0.0.1, grpc_listen_port: ${grpc}, log_level: error }
common:
  instance_addr: 127.0.0.1
  path_prefix: ${folder}/loki
  replication_factor: 1
  ring: { kvstore: { store: inmemory } }
  storage: { filesystem: { chunks_directory: ${folder}/loki/chunks, rules_directory: ${folder}/rules } }
schema_config:
  configs: [{ from: 2024-01-01, store: tsdb, object_store: filesystem, schema: v13, index: { prefix: index_, period: 24h } }]
ruler:
  alertmanager_url: http://127.0.0.1:${alertmanager}
  enable_api: true
  evaluation_interval: 1s
  poll_interval: 1s
  resend_delay: 1s
  rule_path: ${folder}/loki/rules-temp
  storage: { type: local, local: { directory: ${folder}/rules } }
  ring: { kvstore: { store: inmemory } }
analytics: { reporting_enabled: false }
`;

/** Starts all of it on free ports. */
export async function startAlertStack(): Promise<AlertStack> {
  const folder = mkdtempSync(join(tmpdir(), "otelstack-alerts-"));
  const [prometheus = 0, http = 0, grpc = 0, alertmanager = 0, closed = 0] = await freePorts(5);
  const webhook = await startWebhook();
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("rules.yml", metricRules);
  write("rules/fake/logs.yaml", logRules);
  write("alertmanager.yml", alertmanagerConfig(webhook.url, closed));
  write("loki.yaml", lokiConfig(http, grpc, folder, alertmanager));
  write(
    "prometheus.yml",
    `global: { evaluation_interval: 1s, external_labels: { cluster: test } }
rule_files: [rules.yml]
alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:${alertmanager}"] }] }] }
`,
  );
  const programs = await binariesOf("prometheus", "loki", "alertmanager");
  const children = [
    start(programs["alertmanager"], [
      `--config.file=${folder}/alertmanager.yml`,
      `--storage.path=${folder}/alertmanager`,
      `--web.listen-address=127.0.0.1:${alertmanager}`,
      "--cluster.listen-address=",
      "--log.level=error",
    ]),
    start(programs["prometheus"], [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/prometheus`,
      `--web.listen-address=127.0.0.1:${prometheus}`,
      "--log.level=error",
    ]),
    start(programs["loki"], [`-config.file=${folder}/loki.yaml`]),
  ];
  const urls = {
    prometheus: `http://127.0.0.1:${prometheus}`,
    loki: `http://127.0.0.1:${http}`,
    alertmanager: `http://127.0.0.1:${alertmanager}`,
  };
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(end));
    webhook.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const health = [`${urls.prometheus}/-/ready`, `${urls.alertmanager}/-/ready`, `${urls.loki}/prometheus/api/v1/rules`];
  await Promise.all(health.map(answers)).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { ...urls, told: webhook.told, stop };
}

/** `otelstack …` against it; without, against nothing. */
export async function otelstack(
  stack: AlertStack | undefined,
  ...argv: string[]
): Promise<{ code: number; out: string; err: string }> {
  const flags =
    stack === undefined
      ? []
      : ["--prometheus", stack.prometheus, "--loki", stack.loki, "--alertmanager", stack.alertmanager];
  return otelstackIn(join(tmpdir(), "otelstack-alerts-no-stack"), ...argv, ...flags);
}

async function startWebhook(): Promise<{ url: string; told: string[]; stop: () => void }> {
  const told: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      told.push(body);
      response.end();
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, told, stop: () => server.close() };
}

function start(program: string | undefined, args: readonly string[]): ChildProcess {
  return spawn(program ?? "", args, { stdio: "ignore" });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}

async function answers(url: string): Promise<void> {
  const isOk = async (): Promise<void> => {
    const { ok, status } = await fetch(url);
    if (!ok) throw new Error(`${url} answered ${status}`);
  };
  await vi.waitFor(isOk, { timeout: 60_000, interval: 250 });
}
