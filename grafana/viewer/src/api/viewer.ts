import { getJson } from "./http.ts";

export interface DashboardEntry {
  readonly uid: string;
  readonly title: string;
  readonly folder: string;
  readonly description: string;
  readonly tags: readonly string[];
}

/** What the viewer's server knows of the stack. */
export interface ViewerSettings {
  readonly version: string;
  readonly portOffset: number;
  readonly home: string;
  readonly dashboards: readonly DashboardEntry[];
  /** Addresses that alert links may carry for this viewer. */
  readonly grafanaUrl: string;
}

export function viewerSettings(): Promise<ViewerSettings> {
  return getJson("/api/viewer");
}

export function dashboardJson<T>(uid: string): Promise<T> {
  return getJson(`/api/dashboards/${encodeURIComponent(uid)}`);
}

/** The markdown of an alert's runbook. */
export async function runbook(alert: string): Promise<string> {
  return (await getJson<{ markdown: string }>(`/api/runbooks/${encodeURIComponent(alert)}`)).markdown;
}
