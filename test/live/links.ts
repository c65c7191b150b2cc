import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { defaultConfig } from "@org/otel-grafana";
import { filtersOf } from "../../grafana/test/route/inbox.ts";
import type { Arrival } from "./inbox.ts";

const grafana = join(import.meta.dirname, "../../grafana");
const halfAnHourMillis = 1_800_000;

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
  readonly labels: Readonly<Record<string, string>>;
  /** The alert began after this. */
  readonly causedMillis: number;
}

/** Everything that is wrong with the links of a message; nothing when each one has its target. */
export function linkProblems({ way, isFiring, links }: Arrival, about: About): string[] {
  const expected = isFiring ? ["Runbook", "Dashboard"] : ["Dashboard"];
  const missing = expected.filter((text) => !links[text]).map((text) => `no link ${text}`);
  const wrong = Object.entries(links).flatMap(([text, url]) =>
    problemsOf(text, way === "webhook" ? absolute(url) : url, about).map((problem) => `${text} ${url}: ${problem}`),
  );
  return [...missing, ...wrong].map((problem) => `${way}, ${isFiring ? "firing" : "resolved"}: ${problem}`);
}

/** A webhook gets the rule's own link, which is about the hour before it is opened: a rule cannot know when it began. */
function absolute(url: string): string {
  return url.replace("from=now-1h&", `from=${Date.now() - 2 * halfAnHourMillis}&`);
}

function problemsOf(text: string, url: string, about: About): string[] {
  if (!URL.canParse(url) || /\s|\{\{|<no value>|%!/.test(url)) return ["is no link"];
  if (text === "Runbook") return runbookProblems(url, about);
  if (text === "Silence") return silenceProblems(url, about);
  if (text === "All alerts") return url.endsWith("/#/alerts") ? [] : ["is not Alertmanager's list"];
  return dashboardProblems(new URL(url), about);
}

function runbookProblems(url: string, { alert }: About): string[] {
  if (url !== `${defaultConfig.runbookUrl}/${alert}.md`) return [`is not the runbook of ${alert}`];
  return existsSync(join(grafana, "runbooks", basename(url))) ? [] : ["has no file"];
}

function silenceProblems(url: string, { alert, labels }: About): string[] {
  const filters = filtersOf(url);
  const wanted = [`alertname="${alert}"`, ...Object.entries(labels).map(([name, value]) => `${name}="${value}"`)];
  return wanted.filter((one) => !filters.includes(one)).map((one) => `does not match ${one}`);
}

function dashboardProblems(url: URL, { labels, causedMillis }: About): string[] {
  const uid = /^\/d\/([\w-]+)$/.exec(url.pathname)?.[1] ?? "";
  const target = targets.get(uid);
  if (target === undefined) return ["no dashboard has this uid"];
  const query = url.searchParams;
  const variables = [...query].filter(([name]) => name.startsWith("var-"));
  return [
    ...variables
      .filter(([name]) => !target.variables.has(name.slice("var-".length)))
      .map(([name]) => `${uid} has no ${name}`),
    ...variables.filter(([, value]) => value === "").map(([name]) => `${name} is empty`),
    ...variables
      .filter(([name, value]) => (labels[name.slice("var-".length)] ?? value) !== value)
      .map(([name, value]) => `${name} is ${value}`),
    ...(query.has("viewPanel") && !target.panelIds.has(Number(query.get("viewPanel")))
      ? [`${uid} has no panel ${query.get("viewPanel")}`]
      : []),
    ...timeProblems(query.get("from") ?? "", query.get("to") ?? "", causedMillis),
  ];
}

/** The alert must be within what is shown, and not lost in it. */
function timeProblems(from: string, to: string, causedMillis: number): string[] {
  const start = /^\d{13}$/.test(from) ? Number(from) : Number.NaN;
  const end = to === "now" ? Date.now() : /^\d{13}$/.test(to) ? Number(to) : Number.NaN;
  if (Number.isNaN(start + end)) return [`${from} to ${to} are no times`];
  const isAround =
    start >= causedMillis - 2 * halfAnHourMillis && start <= Date.now() - halfAnHourMillis && end >= causedMillis;
  return isAround ? [] : [`${from} to ${to} is not around ${causedMillis}`];
}
