import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Catalogue } from "@org/otel-grafana";
import { expect } from "vitest";
import type { Fault } from "./faults.ts";
import { ways, type Arrival, type Way } from "./inbox.ts";
import { linkProblems } from "./links.ts";
import { alertsOf, queryOf } from "./prometheus.ts";
import type { Stage } from "./stage.ts";

const catalogue = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../grafana/dist/catalogue.json"), "utf8"),
) as Catalogue;

/** What the machine that runs the test may be blamed for. */
const known: readonly string[] = ["CpuHigh", "HostMemoryHigh"];
/** What is true of services on a machine that has no processor time left. */
const slowness: readonly string[] = ["HttpLatencyP95High"];

type Seconds = Readonly<Record<Way, number | undefined>>;

/** What came of one fault. */
export interface Report {
  readonly fault: Fault;
  /** From the fault to the message. */
  readonly told: Seconds;
  /** From the beginning of the repair to the message that it is over. */
  readonly resolved: Seconds;
  /** Other alerts that somebody was told of, by e-mail. */
  readonly others: readonly string[];
}

/**
 * Waits until nothing critical fires, causes the faults, waits until everybody is told, repairs, waits until everybody is
 * told that it is over and nothing critical fires any more. In all that time nothing else may have paged, but for slowness
 * while the machine itself is too busy.
 */
export async function fire(stage: Stage, faults: readonly Fault[], onReport: (report: Report) => void): Promise<void> {
  await quiet(stage, faults);
  const startMillis = Date.now();
  await Promise.all(faults.map(async (fault) => onReport(await fireOne(stage, fault))));
  await quiet(stage, faults);
  const expected: readonly string[] = faults.filter(isPage).map(({ alert }) => alert);
  const excused = (await isMachineBusy(stage, startMillis)) ? slowness.filter((name) => !expected.includes(name)) : [];
  const pages = incidents(stage, startMillis)
    .map(({ name }) => name)
    .filter((name) => !excused.includes(name));
  expect(pages.toSorted(), `incidents at PagerDuty: ${pages.join(", ")}`).toEqual(expected.toSorted());
  expect(stage.inbox.refused(), "messages refused by their receiver").toEqual([]);
}

async function fireOne(stage: Stage, fault: Fault): Promise<Report> {
  await fault.prepare?.(stage);
  try {
    const causedMillis = Date.now();
    const { firing, repairedMillis } = await suffer(stage, fault, causedMillis);
    const over = await arrivals(stage, fault, { isFiring: false, sinceMillis: repairedMillis });
    const { alert, labels } = fault;
    const told = labelsTold(stage, fault);
    expect(told, "alerts at the webhook").toContainEqual(expect.objectContaining(labels));
    const about = { alert, labels, told, causedMillis };
    expect([...firing, ...over].flatMap((arrival) => linkProblems(arrival, about))).toEqual([]);
    return {
      fault,
      told: secondsOf(firing, causedMillis),
      resolved: secondsOf(over, repairedMillis),
      others: othersOf(stage, fault, causedMillis),
    };
  } finally {
    await fault.tidy?.(stage);
  }
}

/** Lets the fault last until everybody is told of it and its echo is there. */
async function suffer(
  stage: Stage,
  fault: Fault,
  causedMillis: number,
): Promise<{ readonly firing: readonly Arrival[]; readonly repairedMillis: number }> {
  try {
    await fault.cause(stage);
    const firing = await arrivals(stage, fault, { isFiring: true, sinceMillis: causedMillis });
    if (fault.echo !== undefined) {
      const query = `ALERTS{alertname="${fault.echo}",alertstate="firing"}`;
      await expect.poll(() => queryOf(stage, query), { ...patience(stage), message: fault.echo }).not.toEqual([]);
    }
    return { firing, repairedMillis: Date.now() };
  } finally {
    await fault.repair(stage);
  }
}

interface Awaited {
  readonly isFiring: boolean;
  readonly sinceMillis: number;
}

/** The first message of each way that ought to be used, as soon as all are there. */
async function arrivals(stage: Stage, fault: Fault, { isFiring, sinceMillis }: Awaited): Promise<Arrival[]> {
  const expected = ways.filter((way) => way !== "PagerDuty" || isPage(fault));
  const first = (way: Way): Arrival | undefined =>
    stage.inbox
      .arrivals()
      .find(
        (arrival) =>
          arrival.way === way &&
          arrival.atMillis >= sinceMillis &&
          arrival.isFiring === isFiring &&
          arrival.alert === fault.alert &&
          arrival.severity === fault.severity,
      );
  const missing = () => expected.filter((way) => first(way) === undefined);
  const what = `${fault.alert} ${isFiring ? "has not reached" : "has not ended for"}`;
  await expect.poll(missing, { ...patience(stage), message: what }).toEqual([]);
  return expected.flatMap((way) => first(way) ?? []);
}

function labelsTold({ inbox }: Stage, { alert, severity }: Fault): Readonly<Record<string, string>>[] {
  return inbox
    .hooks()
    .flatMap(({ alerts }) => alerts.map(({ labels }) => labels))
    .filter((labels) => labels["alertname"] === alert && labels["severity"] === severity);
}

/** Nothing critical fires or is about to, nor what the faults are to raise, and the pager has no open incident. */
async function quiet(stage: Stage, faults: readonly Fault[]): Promise<void> {
  const expected = new Set<string>(faults.map(({ alert }) => alert));
  const noise = async (): Promise<string[]> => {
    const pending = await queryOf(stage, 'ALERTS{severity="critical"}');
    const loud = [...(await alertsOf(stage)), ...pending].flatMap(({ alertname = "", severity }) =>
      severity === "critical" || expected.has(alertname) ? [alertname] : [],
    );
    const open = incidents(stage).flatMap(({ name, isOpen }) => (isOpen ? [name] : []));
    return [...new Set([...loud, ...open])].filter((name) => !known.includes(name));
  };
  await expect.poll(noise, { ...patience(stage), message: "still firing" }).toEqual([]);
}

/** Whether there was, since then, too little processor time for CpuHigh, for however long. */
async function isMachineBusy(stage: Stage, sinceMillis: number): Promise<boolean> {
  const seconds = Math.ceil((Date.now() - sinceMillis) / 1000);
  return (await queryOf(stage, `count_over_time(ALERTS{alertname="CpuHigh"}[${seconds}s])`)).length > 0;
}

interface Incident {
  readonly name: string;
  readonly isOpen: boolean;
}

/** What PagerDuty would have shown, an entry for each incident. */
function incidents({ inbox }: Stage, sinceMillis = 0): Incident[] {
  const events = inbox.events().filter(({ atMillis }) => atMillis >= sinceMillis);
  const byKey = Map.groupBy(events, ({ body }) => body.dedup_key);
  return [...byKey.values()].map((own) => ({
    name: own[0]?.body.payload.class ?? "",
    isOpen: own.at(-1)?.body.event_action !== "resolve",
  }));
}

function isPage({ alert, severity }: Fault): boolean {
  const rules = catalogue.alerts.find(({ name }) => name === alert)?.rules ?? [];
  return rules.some((rule) => rule.severity === severity && rule.pages);
}

function othersOf({ inbox }: Stage, { alert, severity }: Fault, sinceMillis: number): string[] {
  const others = inbox
    .arrivals()
    .filter(
      (one) =>
        one.way === "e-mail" &&
        one.isFiring &&
        one.atMillis >= sinceMillis &&
        (one.alert !== alert || one.severity !== severity),
    );
  return [...new Set(others.map((one) => `${one.alert} (${one.severity})`))];
}

function secondsOf(messages: readonly Arrival[], sinceMillis: number): Seconds {
  const of = (way: Way): number | undefined => {
    const arrival = messages.find((one) => one.way === way);
    return arrival && (arrival.atMillis - sinceMillis) / 1000;
  };
  return { "e-mail": of("e-mail"), Slack: of("Slack"), webhook: of("webhook"), PagerDuty: of("PagerDuty") };
}

/** Twice the slowest of the rules, and minutes for a machine that has other things to do. */
function patience({ timeScale }: Stage): { timeout: number; interval: number } {
  return { timeout: 120_000 + 3_600_000 * timeScale, interval: 250 };
}
