import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { backendArguments } from "../../packages/cli/src/stack/arguments.ts";
import { defaultConfigOf } from "../../packages/cli/src/stack/config.ts";
import { renderStack } from "../../packages/cli/src/stack/render.ts";
import { dataDirOf, type NativeTarget } from "../../packages/cli/src/stack/topology.ts";
import { binariesOf, buildTimeoutMillis, freeTarget, writeFiles } from "../../packages/cli/test/stack/tools.ts";
import { rulesOf } from "../src/alert/rules.ts";
import { alerts } from "../src/alerts/index.ts";

// A real Loki with the stack's own file and rules; ten minutes are a minute here.
const timeScale = 0.1;
const services = [{ job: "shop/burst", team: "shop" }];
const minuteMillis = 60_000 * timeScale;
const patience = { timeout: 120_000, interval: 500 };
const testMillis = 180_000;

const folder = mkdtempSync(join(tmpdir(), "loki-rules-"));
const logFile = join(folder, "loki.log");
let target: NativeTarget;
let loki: ChildProcess;

beforeAll(async () => {
  target = await freeTarget(folder);
  writeFiles(target.configDir, renderStack(target, { ...defaultConfigOf(target), timeScale, services }));
  mkdirSync(dataDirOf(target, "loki"), { recursive: true });
  const program = (await binariesOf("loki"))["loki"] as string;
  const out = openSync(logFile, "w");
  loki = spawn(program, backendArguments(target, "loki"), { cwd: folder, stdio: ["ignore", out, out] });
  await vi.waitFor(ready, patience);
}, buildTimeoutMillis);

afterAll(async () => {
  loki.kill("SIGTERM");
  if (loki.exitCode === null) await once(loki, "exit");
  rmSync(folder, { recursive: true });
});

interface RuleState {
  readonly name: string;
  readonly state: string;
  readonly health: string;
  readonly lastError: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly alerts: readonly { readonly state: string; readonly labels: Readonly<Record<string, string>> }[] | null;
}

test("Loki loads every rule and can evaluate it", { timeout: testMillis }, async () => {
  const expected = alerts
    .filter(({ evaluator }) => evaluator === "logql")
    .flatMap((def) =>
      rulesOf(defaultConfigOf(target), def).map(({ alert, labels }) => `${alert} ${labels["severity"]}`),
    );
  const healthy = async (): Promise<string[]> =>
    (await rules()).filter(({ health }) => health === "ok").map(({ name, labels }) => `${name} ${labels["severity"]}`);
  await expect.poll(async () => (await healthy()).toSorted(), patience).toEqual(expected.toSorted());
  expect((await rules()).map(({ lastError }) => lastError ?? "").filter(Boolean)).toEqual([]);
});

test(
  "each fires for what it is about, with the job as metrics have it, and for nothing else",
  { timeout: testMillis },
  async () => {
    const now = Date.now();
    const spread = (count: number, fromMinutes: number): number[] =>
      Array.from({ length: count }, (_, index) => now - (fromMinutes * minuteMillis * index) / count);
    await push("burst", error(spread(120, 1)));
    // As many, but as always.
    await push("as-always", error(spread(400, 30)));
    await push("crashes", crash(spread(4, 1)));
    await push("one-crash", crash(spread(1, 1)));
    await push("guessed", failedLogin("guessedaccount", spread(15, 1)));
    await push("forgotten", failedLogin("forgetfulaccount", spread(3, 1)));

    await expect
      .poll(firing, patience)
      .toEqual([
        "ErrorLogsHigh warning shop/burst shop",
        "FailedLoginsPerAccount warning shop/guessed guessedaccount none",
        "UncaughtExceptions info shop/crashes none",
        "UncaughtExceptions info shop/one-crash none",
        "UncaughtExceptions warning shop/crashes none",
      ]);
  },
);

async function firing(): Promise<string[]> {
  const found = (await rules()).flatMap(({ name, alerts: active }) =>
    (active ?? [])
      .filter(({ state }) => state === "firing")
      .map(({ labels }) =>
        [name, labels["severity"], labels["job"], labels["account_hash"], labels["team"]].filter(Boolean).join(" "),
      ),
  );
  return found.toSorted();
}

async function rules(): Promise<RuleState[]> {
  const response = await get("/prometheus/api/v1/rules");
  const { data } = (await response.json()) as { data: { groups: { rules: RuleState[] }[] } };
  return data.groups.flatMap((group) => group.rules);
}

interface Line {
  readonly millis: number;
  readonly severity: number;
  readonly body: string;
  readonly scope: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

function error(times: readonly number[]): Line[] {
  return times.map((millis) => ({ millis, severity: 17, body: "it broke", scope: "pino" }));
}

function crash(times: readonly number[]): Line[] {
  const body = "Uncaught exception: TypeError: x is not a function";
  return times.map((millis) => ({ millis, severity: 21, body, scope: "process" }));
}

/** As it leaves the collector, which puts the name of the event among the attributes. */
function failedLogin(account: string, times: readonly number[]): Line[] {
  const attributes = { "event.name": "app.auth.login", outcome: "failure", "account.hash": account };
  return times.map((millis) => ({ millis, severity: 13, body: "login failed", scope: "@org/telemetry", attributes }));
}

async function push(service: string, lines: readonly Line[]): Promise<void> {
  const attributesOf = (values: Readonly<Record<string, string>>): object[] =>
    Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const scopeLogs = lines.map(({ millis, severity, body, scope, attributes = {} }) => ({
    scope: { name: scope },
    logRecords: [
      {
        timeUnixNano: `${Math.round(millis)}000000`,
        severityNumber: severity,
        body: { stringValue: body },
        attributes: attributesOf(attributes),
      },
    ],
  }));
  const resource = { attributes: attributesOf({ "service.name": service, "service.namespace": "shop" }) };
  const response = await fetch(`${url()}/otlp/v1/logs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs }] }),
  });
  expect(response.status, await response.text()).toBeLessThan(300);
}

async function ready(): Promise<void> {
  const { status } = await get("/ready");
  if (status !== 200) throw new Error(`Loki is not ready: status ${status}; its log is ${logFile}`);
}

function get(path: string): Promise<Response> {
  return fetch(url() + path).catch(() => {
    if (loki.exitCode !== null)
      throw new Error(`Loki ended with code ${loki.exitCode}: ${readFileSync(logFile, "utf8")}`);
    return new Response(undefined, { status: 503 });
  });
}

function url(): string {
  return `http://127.0.0.1:${target.ports.lokiHttp}`;
}
