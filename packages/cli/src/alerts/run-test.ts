import { setTimeout as delay } from "node:timers/promises";
import { CliError } from "../error.ts";
import { fetchAlerts, fetchConfig, postAlerts, type NewAlert, type SentAlert } from "./alertmanager.ts";
import { timeText } from "./text.ts";
import { deliveries, fetchAttempts, routesOf, type Delivery } from "./delivery.ts";

const pollMillis = 500;
const acceptMillis = 5_000;
// Beyond the time that Alertmanager gathers alerts before it tells anybody.
const marginSeconds = 15;

/** Where a test alert went. */
export interface TestReport {
  /** In the order of the routes. */
  readonly receivers: readonly { readonly name: string; readonly integrations: readonly string[] }[];
  readonly state: SentAlert["status"]["state"];
  readonly deliveries: readonly Delivery[];
  readonly waitedSeconds: number;
}

interface Waiting {
  readonly signal: AbortSignal;
  /** Default: as long as the longest `group_wait`, and a little more. */
  readonly waitSeconds: number | undefined;
  readonly onRoute: (receivers: TestReport["receivers"], waitSeconds: number) => void;
}

/** Posts the alert, reads which receivers its labels lead to, and waits until each was told or could not be. */
export async function runTest(
  url: string,
  alert: NewAlert,
  { signal, waitSeconds, onRoute }: Waiting,
): Promise<TestReport> {
  await requireNew(url, alert);
  const routes = routesOf(await fetchConfig(url));
  const before = await fetchAttempts(url);
  await postAlerts(url, [alert]);
  const accepted = await awaitAccepted(url, alert, signal);
  const receivers = accepted.receivers.map(({ name }) => ({ name, integrations: routes.integrations.get(name) ?? [] }));
  const expected = receivers.flatMap(({ integrations }) => integrations);
  const { state } = accepted.status;
  if (expected.length === 0 || state === "suppressed") return { receivers, state, deliveries: [], waitedSeconds: 0 };
  const limit = waitSeconds ?? routes.longestGroupWaitSeconds + marginSeconds;
  onRoute(receivers, limit);
  const startMillis = performance.now();
  const waited = (): number => (performance.now() - startMillis) / 1000;
  let found = deliveries(expected, before, before);
  while (waited() < limit && found.some((one) => one.sent + one.failed < one.expected)) {
    await delay(pollMillis, undefined, { signal });
    found = deliveries(expected, before, await fetchAttempts(url));
  }
  return { receivers, state, deliveries: found, waitedSeconds: Math.round(waited()) };
}

/** Alertmanager tells of an alert once: a second test of the same would wait for nothing. */
async function requireNew(url: string, { labels }: NewAlert): Promise<void> {
  const [same] = await fetchAlerts(url, labels);
  if (same === undefined) return;
  throw new CliError(
    "E_TEST_RUNS",
    `the last test of ${labels["alertname"]} with these labels fires until ${timeText(same.endsAt)}, and nobody is told twice; wait, or make it another one with --label`,
  );
}

async function awaitAccepted(url: string, { labels }: NewAlert, signal: AbortSignal): Promise<SentAlert> {
  const deadline = performance.now() + acceptMillis;
  for (;;) {
    const [found] = await fetchAlerts(url, labels);
    // Its receivers are known at once, whether it is silenced or inhibited only after Alertmanager looked at it.
    if (found !== undefined && found.status.state !== "unprocessed") return found;
    if (performance.now() > deadline) {
      if (found !== undefined) return found;
      throw new CliError(
        "E_NOT_ACCEPTED",
        `Alertmanager at ${url} took the test alert but does not show it after ${acceptMillis / 1000} s`,
      );
    }
    await delay(pollMillis, undefined, { signal });
  }
}
