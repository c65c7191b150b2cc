import { afterAll, beforeAll, expect, test } from "vitest";
import { buildTimeoutMillis } from "../../../packages/cli/test/stack/tools.ts";
import type { Recorder } from "../../../test/receivers/http.ts";
import { startWebhook, type WebhookMessage } from "../../../test/receivers/webhook.ts";
import { makeFolder, startAlertmanager, writeSecret, type Alertmanager } from "./alertmanager.ts";
import { configOf } from "./variants.ts";

// A real Alertmanager is given alerts; what it tells a webhook is compared with what somebody should hear. Each case has
// an environment of its own, so that none silences another's.

let alertmanager: Alertmanager;
let webhook: Recorder<WebhookMessage>;

beforeAll(async () => {
  const folder = makeFolder();
  webhook = await startWebhook();
  const receivers = { webhook: { urlFile: writeSecret(folder, "webhook-url", webhook.url) } };
  const quiet = { location: "UTC", times: [], days: [] };
  alertmanager = await startAlertmanager(folder, configOf(receivers, { groupWait: "1s", groupInterval: "1s", quiet }));
}, buildTimeoutMillis);

afterAll(async () => {
  await alertmanager.stop();
  await webhook.stop();
});

type Labels = Readonly<Record<string, string>>;

const page = { severity: "critical", page: "true" };
const critical = { severity: "critical" };
const warning = { severity: "warning" };
const info = { severity: "info" };
const http = { component: "http", signal: "symptom", job: "shop/api" };
const errors = { alertname: "HttpErrorRatioHigh", ...http };
const down = { alertname: "ServiceDown", ...page, component: "nodejs", signal: "symptom", inhibits: "job" };
const noDatabase = {
  alertname: "DbConnectionFailure",
  component: "database",
  signal: "cause",
  inhibits: "environment",
};
const noPipeline = { alertname: "TelemetryPipelineDown", ...page, component: "pipeline", inhibits: "absence" };
const burn = { alertname: "SloBurnRateHigh", component: "slo", signal: "symptom", job: "shop/api", slo: "answers" };

interface Case {
  readonly name: string;
  readonly source: Labels;
  readonly silenced: readonly Labels[];
  readonly told: readonly Labels[];
}

const cases: readonly Case[] = [
  {
    name: "critical silences the lesser tiers of the same alert and service",
    source: { ...errors, ...page },
    silenced: [
      { ...errors, ...warning },
      { ...errors, ...info },
    ],
    told: [
      { ...errors, ...warning, job: "shop/orders" },
      { ...errors, ...warning, alertname: "HttpLatencyP95High" },
      { ...errors, ...warning, test: "true" },
    ],
  },
  {
    name: "also where neither has a service: a missing label is equal",
    source: { alertname: "CpuHigh", ...critical, component: "host" },
    silenced: [{ alertname: "CpuHigh", ...warning, component: "host" }],
    told: [{ alertname: "CpuHigh", ...warning, component: "host", instance: "b" }],
  },
  {
    name: "a warning silences nothing but its own information",
    source: { ...errors, ...warning },
    silenced: [{ ...errors, ...info }],
    told: [{ ...errors, ...info, alertname: "HttpLatencyP95High" }],
  },
  {
    name: "the worst process of a service silences the warnings of the others",
    source: { alertname: "ProcessMemoryHigh", ...page, component: "nodejs", job: "shop/api", instance: "a" },
    silenced: [{ alertname: "ProcessMemoryHigh", ...warning, component: "nodejs", job: "shop/api", instance: "b" }],
    told: [{ alertname: "ProcessMemoryHigh", ...warning, component: "nodejs", job: "shop/web", instance: "c" }],
  },
  {
    name: "a critical queue silences the warning of that queue only",
    source: { alertname: "QueueBacklogHigh", ...page, component: "queue", queue: "mail" },
    silenced: [{ alertname: "QueueBacklogHigh", ...warning, component: "queue", queue: "mail" }],
    told: [{ alertname: "QueueBacklogHigh", ...warning, component: "queue", queue: "orders" }],
  },
  {
    name: "a service that is down silences its symptoms and causes, pages too",
    source: { ...down, job: "shop/api" },
    silenced: [
      { ...errors, ...page },
      { ...errors, ...warning },
      { alertname: "ProcessMemoryHigh", ...page, component: "nodejs", signal: "cause", job: "shop/api" },
      { alertname: "ReplicasMissing", ...warning, component: "nodejs", absence: "true", job: "shop/api" },
    ],
    told: [
      // What explains more than this service is told, too.
      { ...noDatabase, ...page, job: "shop/api" },
      { alertname: "ProcessMemoryHigh", ...page, component: "nodejs", signal: "cause", job: "shop/web" },
      { ...down, job: "shop/orders" },
      { alertname: "CpuHigh", ...warning, component: "host" },
    ],
  },
  {
    name: "a service that is down, without a service, silences nothing",
    source: { ...down },
    silenced: [],
    told: [{ alertname: "CpuHigh", ...warning, component: "host" }],
  },
  {
    name: "a test of it silences no real alert",
    source: { ...down, job: "shop/api", test: "true" },
    silenced: [{ ...errors, ...warning, test: "true" }],
    told: [{ ...errors, ...page }],
  },
  {
    name: "a database that is down silences what services feel of it, wherever they are",
    source: { ...noDatabase, ...page, job: "shop/orders" },
    silenced: [
      { ...errors, ...page },
      { alertname: "DbPoolHigh", ...page, component: "database", signal: "cause", job: "shop/api" },
      { alertname: "ExternalApiErrorRate", ...critical, component: "external", signal: "symptom", job: "shop/web" },
      { ...burn, ...page },
    ],
    told: [
      { ...noDatabase, ...page, job: "shop/api" },
      { ...down, job: "shop/mail" },
      { alertname: "FailedLogins", ...warning, component: "auth", signal: "cause", job: "shop/api" },
      { alertname: "DiskSpaceLow", ...page, component: "host", signal: "cause" },
      { ...errors, ...page, component: "" },
    ],
  },
  {
    name: "a database that is down, but wakes nobody, silences no page",
    source: { ...noDatabase, ...critical },
    silenced: [
      { ...errors, ...warning },
      { ...errors, ...critical, alertname: "TenantErrors", component: "business" },
    ],
    told: [{ ...errors, ...page }],
  },
  {
    name: "without the pipeline nobody is down, absent or missing",
    source: noPipeline,
    silenced: [
      { ...down, job: "shop/api" },
      { alertname: "ServiceTelemetryAbsent", ...warning, component: "nodejs", absence: "true", job: "shop/api" },
    ],
    told: [
      { alertname: "TargetDown", ...critical, component: "host", job: "postgres" },
      { alertname: "CollectorQueueFull", ...warning, component: "pipeline" },
    ],
  },
  {
    name: "the pipeline and a service that are both down do not silence each other",
    source: { ...noPipeline, job: "shop/api" },
    silenced: [{ ...down, job: "shop/api" }],
    told: [],
  },
  {
    name: "a fast burn silences the ticket of the same objective",
    source: { ...burn, ...page },
    silenced: [
      { ...burn, ...warning },
      { ...burn, ...warning, alertname: "SloBudgetSpent" },
    ],
    told: [{ ...burn, ...warning, slo: "fast" }],
  },
];

test.each(cases.map((one, index) => ({ ...one, environment: `case-${index}` })))(
  "$name",
  async ({ environment, silenced, source, told }) => {
    const within = (labels: Labels): Labels => ({ ...labels, deployment_environment_name: environment });
    const heard = (): string[] =>
      textsOf(
        webhook.received.flatMap(({ body }) => body.alerts),
        environment,
      );
    await post(within(source));
    await expect.poll(heard, waiting).toContain(text(within(source)));

    // The last one is of no interest to any rule: when it is told, the others would have been.
    const bystander = { alertname: "Bystander", severity: "warning", component: "deploy" };
    await post(...[...silenced, ...told, bystander].map(within));

    const expected = [source, ...told, bystander].map((labels) => text(within(labels))).toSorted();
    await expect.poll(heard, waiting).toEqual(expected);
    const states = await alertmanager.alerts(`deployment_environment_name="${environment}"`);
    const inhibited = states.filter(({ status }) => status.inhibitedBy.length > 0);
    expect(textsOf(inhibited, environment)).toEqual(silenced.map((labels) => text(within(labels))).toSorted());
  },
);

const waiting = { timeout: 20_000, interval: 100 };

function post(...labels: Labels[]): Promise<void> {
  return alertmanager.post(labels.map((one) => ({ labels: one })));
}

function textsOf(alerts: readonly { readonly labels: Labels }[], environment: string): string[] {
  const own = alerts.filter(({ labels }) => labels["deployment_environment_name"] === environment);
  return [...new Set(own.map(({ labels }) => text(labels)))].toSorted();
}

function text(labels: Labels): string {
  const pairs = Object.entries(labels).filter(([, value]) => value !== "");
  return JSON.stringify(Object.fromEntries(pairs.toSorted(([a], [b]) => a.localeCompare(b))));
}
