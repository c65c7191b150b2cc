import { posted, request, requestJson } from "./http.ts";
import type { Labels } from "./rules.ts";

const part = "Alertmanager";

/** An alert that Alertmanager has. */
export interface SentAlert {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: {
    readonly state: "active" | "suppressed" | "unprocessed";
    readonly silencedBy: readonly string[];
    /** Fingerprints. */
    readonly inhibitedBy: readonly string[];
    /** Names of time intervals. */
    readonly mutedBy?: readonly string[];
  };
}

export interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

export interface Silence {
  readonly id: string;
  readonly status: { readonly state: "active" | "pending" | "expired" };
  readonly matchers: readonly Matcher[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
}

export type NewSilence = Omit<Silence, "id" | "status">;

export type NewAlert = Pick<SentAlert, "labels" | "annotations" | "startsAt" | "endsAt">;

/** All alerts, also silenced and inhibited ones; those with these labels only. */
export function fetchAlerts(url: string, only: Labels = {}): Promise<SentAlert[]> {
  const filters = Object.entries(only).map(([name, value]): [string, string] => [
    "filter",
    `${name}=${JSON.stringify(value)}`,
  ]);
  return requestJson(part, url, `/api/v2/alerts?${new URLSearchParams(filters).toString()}`);
}

/** Silences that are in force or will be. */
export async function fetchSilences(url: string): Promise<Silence[]> {
  const silences = await requestJson<Silence[]>(part, url, "/api/v2/silences");
  return silences.filter(({ status }) => status.state !== "expired");
}

/** Returns the id of the new silence. */
export async function addSilence(url: string, silence: NewSilence): Promise<string> {
  const { silenceID } = await requestJson<{ silenceID: string }>(part, url, "/api/v2/silences", posted(silence));
  return silenceID;
}

/** Ends a silence now. */
export async function expireSilence(url: string, id: string): Promise<void> {
  await request(part, url, `/api/v2/silence/${id}`, { method: "DELETE" });
}

/** Hands alerts over as Prometheus does. */
export async function postAlerts(url: string, alerts: readonly NewAlert[]): Promise<void> {
  await request(part, url, "/api/v2/alerts", posted(alerts));
}

/** The configuration in force, with its secrets masked. */
export async function fetchConfig(url: string): Promise<string> {
  const { config } = await requestJson<{ config: { original: string } }>(part, url, "/api/v2/status");
  return config.original;
}

/** Alertmanager's own metrics, as text. */
export function fetchMetrics(url: string): Promise<string> {
  return request(part, url, "/metrics");
}
