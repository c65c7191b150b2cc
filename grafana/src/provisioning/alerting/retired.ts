/** Uids of alerts that no longer exist: whoever had them in Grafana gets rid of them. Add an alert's uids when you remove it. */
export const retiredUids: readonly string[] = [];
