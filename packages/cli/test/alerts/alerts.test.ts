import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultConfig, generateMixin, mergeConfig } from "@org/otel-grafana";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildTimeoutMillis } from "../stack/tools.ts";
import { otelstackIn } from "../otelstack.ts";
import { otelstack, startAlertStack, type AlertStack } from "./stack.ts";

let stack: AlertStack;
beforeAll(async () => {
  stack = await startAlertStack();
}, buildTimeoutMillis);
afterAll(() => stack.stop());

const soon = { timeout: 30_000, interval: 500 };
const list = async (...argv: string[]): Promise<string> => (await otelstack(stack, "alerts", "list", ...argv)).out;

interface Listed {
  readonly alerts: readonly {
    readonly name: string;
    readonly severity: string;
    readonly state: string;
    readonly by: readonly string[];
    readonly of: Readonly<Record<string, string>>;
    readonly receivers: readonly string[];
  }[];
}
const listed = async (name: string, severity: string): Promise<Listed["alerts"][number] | undefined> =>
  (JSON.parse(await list("--json")) as Listed).alerts.find((one) => one.name === name && one.severity === severity);

describe("list", () => {
  test("joins Prometheus, Loki's ruler and Alertmanager", async () => {
    await expect.poll(() => list(), soon).toMatch(/^critical +HttpErrorRatioHigh +shop\/api +\d+ s +0\.1235 +firing$/m);
    await expect
      .poll(() => list(), soon)
      .toMatch(/^warning +HttpErrorRatioHigh +shop\/api +.* +inhibited by HttpErrorRatioHigh$/m);
    expect(await list()).toMatch(/^warning +HttpLatencyP95High +shop\/web +.* 3 +pending$/m);
    await expect.poll(() => list(), soon).toMatch(/^info +FromTheLogs +shop\/orders +.* 7 +firing$/m);
  });

  test("shows the alert that always fires and quiet rules only when asked for all", async () => {
    expect(await list()).not.toMatch(/Watchdog|SomebodyElses/);
    const all = await list("--all");
    expect(all).toMatch(/^none +Watchdog/m);
    expect(all).toMatch(/^info +SomebodyElses +http +Prometheus$/m);
  });

  test("an evaluator that does not answer is named, and the exit code says that the list is not whole", async () => {
    const { code, out, err } = await otelstack(
      undefined,
      "alerts",
      "--prometheus",
      "http://127.0.0.1:1024",
      "--alertmanager",
      stack.alertmanager,
    );
    expect(code).toBe(1);
    expect(out).toContain("HttpErrorRatioHigh");
    expect(err).toContain("incomplete: Prometheus at http://127.0.0.1:1024 does not answer: connect ECONNREFUSED");
  });

  test("without a stack there is one error", async () => {
    const { code, out, err } = await otelstack(undefined, "alerts", "list", "--port-offset", "9999");
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err).toMatch(/^otelstack: Prometheus at \S+ does not answer: .*; is the stack up\? \(otelstack status\)$/);
  });
});

describe("show", () => {
  test("meaning, thresholds, instances and expression", async () => {
    const { code, out } = await otelstack(stack, "alerts", "show", "httperrorratiohigh");
    expect(code).toBe(0);
    expect(out).toContain("HttpErrorRatioHigh: Too many requests fail");
    expect(out).toContain("<job> answers <value> of its requests with a 5xx status.");
    expect(out).toMatch(/^critical +0\.05 +5m +5m +yes$/m);
    expect(out).toMatch(/^critical +HttpErrorRatioHigh +shop\/api/m);
    expect(out).toContain("http_server_request_duration_seconds_count");
    expect(out).toMatch(/^dashboard: http\S+otel-service\?from=/m);
  });

  test("an alert of somebody else's rules", async () => {
    const { code, out } = await otelstack(stack, "alerts", "show", "SomebodyElses");
    expect(code).toBe(0);
    expect(out).toContain("vector(0) > 1");
  });

  test.each([
    ["HttpErorRatioHigh", "HttpErrorRatioHigh"],
    ["ratio", "HttpErrorRatioHigh"],
  ])("%s: %s is suggested", async (word, suggestion) => {
    const { code, err } = await otelstack(stack, "alerts", "show", word);
    expect(code).toBe(1);
    expect(err).toBe(`otelstack: no alert "${word}"; did you mean ${suggestion}?`);
  });
});

describe("silence and unsilence", () => {
  const silence = (...argv: string[]) => otelstack(stack, "alerts", "silence", ...argv);

  test("an alert by its name, until its id is given back", async () => {
    const { code, out } = await silence("FromTheLogs", "job=shop/orders", "--for", "1h30m", "--comment", "a test");
    expect(code).toBe(0);
    expect(out).toContain('silences alertname="FromTheLogs" job="shop/orders" until');
    const id = out.slice(0, 36);
    await expect.poll(() => listed("FromTheLogs", "info"), soon).toMatchObject({ state: "silenced", by: [id] });
    expect(await list()).toMatch(new RegExp(`^${id.slice(0, 8)} +alertname="FromTheLogs" .* a test$`, "m"));

    const end = await otelstack(stack, "alerts", "unsilence", id.slice(0, 8));
    expect(end.code).toBe(0);
    await expect.poll(() => listed("FromTheLogs", "info"), soon).toMatchObject({ state: "firing" });
  });

  test("by the name of the alert, and all", async () => {
    await silence("FromTheLogs", "-c", "one");
    await silence("SomebodyElses", 'severity=~"info|warning"', "-c", "two");
    await silence("job!=shop/api", "-c", "three");
    expect((await otelstack(stack, "alerts", "unsilence", "fromthelogs")).out).toMatch(/^ended \S+: alertname=/);
    const all = await otelstack(stack, "alerts", "unsilence", "--all");
    expect(all.out.split("\n")).toHaveLength(2);
    expect((await otelstack(stack, "alerts", "unsilence", "--all")).out).toBe("no silence is in force");
  });

  test.each([
    [["FromTheLogs", "--for", "25h", "-c", "x"], "--for is longer than 24 h"],
    [["FromTheLogs"], "--comment is missing"],
    [["FromTheLogs", "--for", "soon", "-c", "x"], '--for: got "soon", expected a time as in 90m, 2h, 1h30m, 1d'],
    [["FromTheLog", "-c", "x"], 'no alert "FromTheLog"; did you mean FromTheLogs?'],
    [["job=~(", "-c", "x"], "job=~(: Invalid regular expression"],
    [["job=", "-c", "x"], "at least one matcher must not match the empty string"],
  ])("%j is refused", async (argv, message) => {
    const { code, err } = await silence(...argv);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect((await otelstack(stack, "alerts", "unsilence", "--all")).out).toBe("no silence is in force");
  });

  test("longer than a day with --force", async () => {
    const { code } = await silence("FromTheLogs", "--for", "2d", "-c", "x", "--force");
    expect(code).toBe(0);
    await otelstack(stack, "alerts", "unsilence", "--all");
  });

  test("an unknown id is an error", async () => {
    const { code, err } = await otelstack(stack, "alerts", "unsilence", "0123abcd");
    expect(code).toBe(1);
    expect(err).toContain('no silence "0123abcd"');
  });
});

describe("test", () => {
  test("goes to the receiver of the route and arrives there", async () => {
    const { code, out, err } = await otelstack(stack, "alerts", "test", "HttpErrorRatioHigh", "-l", "job=shop/probe");
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).toContain("goes to chat (webhook)");
    expect(out).toMatch(/^webhook: delivered after \d+ s$/m);
    await expect.poll(() => stack.told.join("\n"), soon).toContain('"job":"shop/probe"');
    expect(stack.told.join("\n")).toContain('"test":"true"');
    const again = await otelstack(stack, "alerts", "test", "HttpErrorRatioHigh", "-l", "job=shop/probe");
    expect(again.code).toBe(1);
    expect(again.err).toContain("the last test of HttpErrorRatioHigh with these labels fires until");
  });

  test("a delivery that fails is told", async () => {
    const { code, out, err } = await otelstack(
      stack,
      "alerts",
      "test",
      "HttpErrorRatioHigh",
      "--severity",
      "warning",
      "--label",
      "job=shop/broken",
    );
    expect(code).toBe(1);
    expect(out).toContain("goes to broken (webhook)");
    expect(err).toMatch(/^webhook: failed \d+ times? in \d+ s/);
  });

  test("a receiver that tells nobody is said", async () => {
    const { code, out } = await otelstack(stack, "alerts", "test", "FromTheLogs");
    expect(code).toBe(0);
    expect(out).toContain("goes to nobody (tells nobody)");
  });

  test("a severity that the alert does not have", async () => {
    const { code, err } = await otelstack(stack, "alerts", "test", "HttpErrorRatioHigh", "--severity", "info");
    expect(code).toBe(1);
    expect(err).toBe('otelstack: --severity: HttpErrorRatioHigh has critical, warning, got "info"');
  });
});

describe("history", () => {
  test("how often and how long", async () => {
    const { code, out } = await otelstack(stack, "alerts", "history", "--since", "10m");
    expect(code).toBe(0);
    expect(out).toMatch(/^critical +HttpErrorRatioHigh +1 +\d+ (s|min) /m);
    expect(out).toMatch(/still +critical +HttpErrorRatioHigh +shop\/api$/m);
  });

  test("an alert that comes and goes is noisy", async () => {
    const history = async (): Promise<string> =>
      (await otelstack(stack, "alerts", "history", "flapping", "--since", "10m")).out;
    await expect
      .poll(history, soon)
      .toMatch(/^info +Flapping +[3-9] +\d+ s +[1-5] s .* noisy: tune it or repair its cause$/m);
  });

  test("of one alert, and of one that Loki evaluates", async () => {
    const one = await otelstack(stack, "alerts", "history", "Watchdog", "--since", "10m", "--json");
    const { totals } = JSON.parse(one.out) as { totals: { name: string; isNoisy: boolean }[] };
    expect(totals).toEqual([expect.objectContaining({ name: "Watchdog", isNoisy: false })]);
    const none = await otelstack(stack, "alerts", "history", "FromTheLogs");
    expect(none.out).toBe("no alert fired in the last 24h, as far as Prometheus remembers");
    expect(none.err).toContain("evaluated by Loki");
  });
});

test("without addresses, the stack that is up and its own catalogue", async () => {
  const home = mkdtempSync(join(tmpdir(), "otelstack-alerts-home-"));
  const root = join(home, "offset-0");
  mkdirSync(join(root, "config"), { recursive: true });
  const { prometheus, loki, alertmanager } = stack;
  const state = { version: 1, urls: { prometheus, loki, alertmanager }, paths: { config: join(root, "config") } };
  writeFileSync(join(root, "state.json"), JSON.stringify(state));
  const thresholds = { HttpErrorRatioHigh: { critical: { threshold: 0.77, for: "7m" } } } as const;
  const catalogue = generateMixin(mergeConfig(defaultConfig, { thresholds })).find(
    ({ path }) => path === "catalogue.json",
  );
  writeFileSync(join(root, "config", "catalogue.json"), catalogue?.content ?? "");
  const { code, out, err } = await otelstackIn(home, "alerts", "show", "HttpErrorRatioHigh");
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(out).toMatch(/^critical +0\.77 +7m/m);
  expect(out).toMatch(/^critical +HttpErrorRatioHigh +shop\/api .* firing$/m);
  rmSync(home, { recursive: true });
});
