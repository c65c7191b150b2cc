import { afterEach, expect, test } from "vitest";
import { buildTimeoutMillis } from "../../../packages/cli/test/stack/tools.ts";
import type { Recorder } from "../../../test/receivers/http.ts";
import { startWebhook, type WebhookMessage } from "../../../test/receivers/webhook.ts";
import type { Routing } from "../../src/settings.ts";
import { makeFolder, startAlertmanager, writeSecret, type Alertmanager } from "./alertmanager.ts";
import { configOf } from "./variants.ts";

// Alertmanager reads the clock, so the quiet hours are made around it.

let alertmanager: Alertmanager;
let webhook: Recorder<WebhookMessage>;

afterEach(async () => {
  await alertmanager.stop();
  await webhook.stop();
});

const waiting = { timeout: 20_000, interval: 100 };
const hour = 60;

test.each<[string, Routing["quiet"], string[]]>([
  ["in quiet hours nobody is told of info", { location: "UTC", times: around(-hour, hour), days: [] }, ["warning"]],
  [
    "outside of them everything is told",
    { location: "UTC", times: around(2 * hour, 3 * hour), days: [] },
    ["info", "warning"],
  ],
  ["on a quiet day nobody is told of info", { location: "UTC", times: [], days: days(-1, 0, 1) }, ["warning"]],
  ["on another day everything is told", { location: "UTC", times: [], days: days(2, 3, 4) }, ["info", "warning"]],
  // Nine hours ahead, without summer time.
  [
    "the hours are those of the location",
    { location: "Asia/Tokyo", times: around(8 * hour, 10 * hour), days: [] },
    ["warning"],
  ],
])("%s", { timeout: buildTimeoutMillis }, async (_, quiet, told) => {
  await start(quiet);

  await alertmanager.post([alertOf("info"), alertOf("warning")]);

  const heard = (): string[] => webhook.received.map(({ body }) => body.commonLabels["severity"] ?? "").toSorted();
  await expect.poll(heard, waiting).toEqual(told);
  const isMuted = !told.includes("info");
  const muted = async (): Promise<number> =>
    Number((await metrics()).match(/notifications_suppressed_total\{reason="mute_time_interval"\} (\d+)/)?.[1] ?? 0);
  // When the group of the info was looked at and kept quiet, all that would have been told has been told.
  if (isMuted) await expect.poll(muted, waiting).toBeGreaterThan(0);
  expect(heard()).toEqual(told);
});

async function start(quiet: Routing["quiet"]): Promise<void> {
  const folder = makeFolder();
  webhook = await startWebhook();
  const receivers = { webhook: { urlFile: writeSecret(folder, "webhook-url", webhook.url) } };
  alertmanager = await startAlertmanager(folder, configOf(receivers, { groupWait: "1s", groupInterval: "1s", quiet }));
}

function alertOf(severity: string) {
  return { labels: { alertname: `Some ${severity}`, severity, job: "shop/api" } };
}

async function metrics(): Promise<string> {
  return (await fetch(`${alertmanager.url}/metrics`)).text();
}

/** The time of day from so many minutes after now until so many, in two parts where midnight lies between. */
function around(fromMinutes: number, toMinutes: number): { start: string; end: string }[] {
  const day = 24 * hour;
  const now = Math.floor(Date.now() / 60_000) % day;
  const from = (now + fromMinutes + day) % day;
  const to = (now + toMinutes + day) % day;
  if (from < to) return [{ start: clock(from), end: clock(to) }];
  return [
    { start: clock(from), end: "24:00" },
    { start: "00:00", end: clock(to) },
  ].filter((part) => part.start !== part.end);
}

function clock(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** The names of the days so many days from now. */
function days(...offsets: readonly number[]): string[] {
  const names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
  const today = new Date().getUTCDay();
  return offsets.map((offset) => names[(today + offset + 7) % 7] ?? "");
}
