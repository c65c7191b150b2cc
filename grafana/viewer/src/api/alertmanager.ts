import { getJson } from "./http.ts";
import type { Labels } from "./prometheus.ts";

export interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

export interface ManagedAlert {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string;
  readonly status: {
    readonly state: "active" | "suppressed" | "unprocessed";
    readonly silencedBy: readonly string[];
    readonly inhibitedBy: readonly string[];
  };
  readonly receivers: readonly { readonly name: string }[];
}

export interface Silence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
  readonly status: { readonly state: "active" | "pending" | "expired" };
}

const api = "/api/alertmanager";
/** Other pages cannot set a header of their own on a request to us: what changes something asks for it. */
const changing = { "content-type": "application/json", "x-otelstack-view": "1" };

export function managedAlerts(): Promise<readonly ManagedAlert[]> {
  return getJson(`${api}/alerts`);
}

export function silences(): Promise<readonly Silence[]> {
  return getJson(`${api}/silences`);
}

export async function silence(draft: Omit<Silence, "id" | "status">): Promise<string> {
  const body = JSON.stringify(draft);
  const { silenceID } = await getJson<{ silenceID: string }>(`${api}/silences`, {
    method: "POST",
    headers: changing,
    body,
  });
  return silenceID;
}

export async function unsilence(id: string): Promise<void> {
  await getJson(`${api}/silence/${encodeURIComponent(id)}`, { method: "DELETE", headers: changing });
}
