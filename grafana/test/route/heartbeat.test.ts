import { expect, test } from "vitest";
import { buildTimeoutMillis } from "../../../packages/cli/test/stack/tools.ts";
import { startWebhook } from "../../../test/receivers/webhook.ts";
import { makeFolder, startAlertmanager, writeSecret } from "./alertmanager.ts";
import { configOf } from "./variants.ts";

test("the sign of life comes again and again, and only that", { timeout: buildTimeoutMillis }, async () => {
  const folder = makeFolder();
  const webhook = await startWebhook();
  const receivers = { heartbeat: { urlFile: writeSecret(folder, "heartbeat-url", webhook.url) } };
  // A minute is four seconds.
  const alertmanager = await startAlertmanager(folder, { ...configOf(receivers), timeScale: 1 / 15 });
  const labels = { alertname: "Watchdog", severity: "none", component: "pipeline" };

  await alertmanager.post([{ labels }, { labels: { ...labels, alertname: "Other" } }]);

  await expect.poll(() => webhook.received.length, { timeout: 30_000, interval: 100 }).toBe(4);
  const gapsMillis = webhook.received
    .slice(1)
    .map(({ atMillis }, index) => atMillis - webhook.received[index]!.atMillis);
  for (const gap of gapsMillis) expect(gap).toBeGreaterThan(3000);
  for (const gap of gapsMillis) expect(gap).toBeLessThan(6000);
  const told = webhook.received.flatMap(({ body }) => body.alerts.map((alert) => alert.labels["alertname"]));
  expect(new Set(told)).toEqual(new Set(["Watchdog"]));
  await alertmanager.stop();
  await webhook.stop();
});
