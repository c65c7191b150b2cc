import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { defaultConfig } from "@org/otel-grafana";
import { filtersOf } from "../../grafana/test/route/inbox.ts";
import type { Arrival } from "./inbox.ts";

const grafana = join(import.meta.dirname, "../../grafana");
/** So long before the alert a dashboard begins. */
const halfAnHourMillis = 1_800_000;

type Labels = Readonly<Record<string, string>>;

/** What a link may point at, of a dashboard that was generated. */
interface Target {
  readonly variables: ReadonlySet<string>;
  readonly panelIds: ReadonlySet<number>;
}

interface PanelJson {
  readonly id: number;
  readonly panels?: readonly PanelJson[];
}

interface DashboardJson {
  readonly uid: string;
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly panels: readonly PanelJson[];
}

const targets: ReadonlyMap<string, Target> = new Map(
  readdirSync(join(grafana, "dist/dashboards"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json"))
    .map((path) => JSON.parse(readFileSync(join(grafana, "dist/dashboards", path), "utf8")) as DashboardJson)
    .map(({ panels, templating, uid }) => [
      uid,
      {
        variables: new Set(templating.list.map(({ name }) => name)),
        panelIds: new Set(panels.flatMap((panel) => [panel.id, ...(panel.panels ?? []).map(({ id }) => id)])),
      },
    ]),
);

/** What is expected to be behind the links of a message. */
export interface About {
  readonly alert: string;
  /** Some of the labels of the alert. */
  readonly labels: Labels;
  /** All labels of all alerts of the message. */
  readonly told: readonly Labels[];
  /** The alert began after this. */
  readonly causedMillis: number;
}

/** Everything that is wrong with the links of a message; nothing when each one has its target. */
export function linkProblems({ way, isFiring, links }: Arrival, about: About): string[] {
  const urlsOf = (wanted: string): string[] => links.flatMap(([text, url]) => (text === wanted ? [url] : []));
  const expected = isFiring ? ["Runbook", "Dashboard"] : ["Dashboard"];
  const missing = expected.filter((text) => urlsOf(text).length === 0).map((text) => `no link ${text}`);
  // For a while, a message also tells what was over before; of that an e-mail has all links, Slack's buttons are of the first.
  const mustBeAbout = isFiring || way === "e-mail";
  const isAbout = urlsOf("Dashboard").some((url) => dashboardIsAbout(url, about));
  const wrong = links.flatMap(([text, url]) =>
    problemsOf(text, url, { ...about, way }).map((problem) => `${text} ${url}: ${problem}`),
  );
  return [
    ...missing,
    ...(mustBeAbout && !isAbout ? [`no dashboard is about this alert: ${urlsOf("Dashboard").join(" ")}`] : []),
    ...wrong,
  ].map((problem) => `${way}, ${isFiring ? "firing" : "resolved"}: ${problem}`);
}

function problemsOf(text: string, url: string, about: About & Pick<Arrival, "way">): string[] {
  if (!URL.canParse(url) || /\s|\{\{|<no value>|%!/.test(url)) return ["is no link"];
  if (text === "Runbook") return runbookProblems(url, about);
  if (text === "Silence") return silenceProblems(url, about);
  if (text === "All alerts") return url.endsWith("/#/alerts") ? [] : ["is not Alertmanager's list"];
  return dashboardProblems(new URL(url), about.way);
}

function runbookProblems(url: string, { alert }: About): string[] {
  if (url !== `${defaultConfig.runbookUrl}/${alert}.md`) return [`is not the runbook of ${alert}`];
  return existsSync(join(grafana, "runbooks", basename(url))) ? [] : ["has no file"];
}

/** The form must be filled in with matchers that match what it is about. */
function silenceProblems(url: string, { alert, told }: About): string[] {
  const filters = filtersOf(url);
  if (!filters.includes(`alertname="${alert}"`)) return [`is not about ${alert}`];
  const matches = (labels: Labels): boolean => {
    const own = new Set(Object.entries(labels).map(([name, value]) => `${name}="${value}"`));
    return filters.every((filter) => own.has(filter));
  };
  return told.some(matches) ? [] : ["matches none of the alerts"];
}

function dashboardProblems(url: URL, way: Arrival["way"]): string[] {
  const uid = /^\/d\/([\w-]+)$/.exec(url.pathname)?.[1] ?? "";
  const target = targets.get(uid);
  if (target === undefined) return ["no dashboard has this uid"];
  const query = url.searchParams;
  const variables = [...query].filter(([name]) => name.startsWith("var-"));
  const unknown = variables.filter(([name]) => !target.variables.has(name.slice("var-".length)));
  const panel = query.get("viewPanel");
  return [
    ...unknown.map(([name]) => `${uid} has no ${name}`),
    ...variables.filter(([, value]) => value === "").map(([name]) => `${name} is empty`),
    ...(panel === null || target.panelIds.has(Number(panel)) ? [] : [`${uid} has no panel ${panel}`]),
    ...timeProblems(query, way),
  ];
}

/** A webhook gets the rule's own link, which is about the hour before it is opened: a rule cannot know when it began. */
function timeProblems(query: URLSearchParams, way: Arrival["way"]): string[] {
  const [from = "", to = ""] = [query.get("from"), query.get("to")].map(String);
  if (way === "webhook") return from === "now-1h" && to === "now" ? [] : [`${from} to ${to} is not the last hour`];
  const isRange = /^\d{13}$/.test(from) && (to === "now" || (/^\d{13}$/.test(to) && Number(to) > Number(from)));
  return isRange ? [] : [`${from} to ${to} are no times`];
}

/** It shows what fires, and when it began. */
function dashboardIsAbout(url: string, { labels, causedMillis }: About): boolean {
  const query = new URL(url).searchParams;
  const isSame = Object.entries(labels).every(([name, value]) => (query.get(`var-${name}`) ?? value) === value);
  if (query.get("from") === "now-1h") return isSame;
  const beganMillis = Number(query.get("from")) + halfAnHourMillis;
  return isSame && beganMillis >= causedMillis && beganMillis <= Date.now();
}
