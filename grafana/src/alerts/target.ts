import type { AlertDef } from "../alert/definition.ts";
import { certificate } from "../inventory/certificate.ts";
import { general } from "../inventory/general.ts";
import { targetCases } from "./cases/target.ts";

/** What is asked from outside: scraped targets, and the certificates that probes see. */
export const targetAlerts: readonly AlertDef[] = [
  {
    name: "TargetDown",
    group: "target",
    component: "pipeline",
    signal: "cause",
    // Declared is not the same as run: exporters of databases that were never started are no reason.
    // The collector has an alert of its own.
    expr: ({ threshold, time }) => `${general.up}{job!="otel-collector"} < ${threshold}
and max_over_time(${general.up}[${time("1d")}]) > 0`,
    guard: "the target must have answered within the last day",
    summary: "A scraped target does not answer",
    description: "{{ $labels.job }} at {{ $labels.instance }} does not answer Prometheus.",
    dashboard: { uid: "otel-pipeline" },
    cases: targetCases.TargetDown,
  },
  {
    name: "CertificateExpiresSoon",
    group: "target",
    component: "external",
    signal: "cause",
    expr: ({ threshold }) => `min by (job, endpoint) (
  label_replace(${certificate.remaining}, "endpoint", "$1", "http_url", "(.+)")
  or label_replace(${certificate.expiry} - time(), "endpoint", "$1", "instance", "(.+)")
) / 86400 < ${threshold}`,
    guard: "only endpoints that a probe asks; held for an hour",
    summary: "A certificate expires soon",
    description: "The certificate of {{ $labels.endpoint }} expires in {{ $value | humanize }} days.",
    dashboard: { uid: "otel-external" },
    cases: targetCases.CertificateExpiresSoon,
  },
];
