import type { AlertCase } from "../../alert/definition.ts";

const up = 'up{job="postgres",instance="db:9187"}';
const labels = { job: "postgres", instance: "db:9187" };
const remaining = 'httpcheck_tls_cert_remaining_seconds{job="otel-collector",http_url="https://shop.example"}';
const expiry = 'probe_ssl_earliest_cert_expiry{job="blackbox",instance="https://shop.example"}';

/** One-minute samples of targets and certificates, and what must come of them. */
export const targetCases: Readonly<Record<"TargetDown" | "CertificateExpiresSoon", readonly AlertCase[]>> = {
  TargetDown: [
    { name: "fires", series: { [up]: "1x5 0x20" }, at: "15m", fires: [{ severity: "critical", labels }] },
    { name: "never run", series: { [up]: "0x60" }, at: "50m", fires: [] },
    { name: "a restart", series: { [up]: "1x5 0x3 1x20" }, at: "9m", fires: [] },
    { name: "a single failed scrape", series: { [up]: "1x5 0 1x20" }, at: "7m", fires: [] },
    { name: "a gap", series: { [up]: "1x5 _x8 1x20" }, at: "12m", fires: [] },
  ],
  CertificateExpiresSoon: [
    {
      name: "fires",
      series: { [remaining]: "172800x90" },
      at: "80m",
      fires: [
        { severity: "critical", labels: { job: "otel-collector", endpoint: "https://shop.example" }, value: "2" },
        { severity: "warning", labels: { job: "otel-collector", endpoint: "https://shop.example" }, value: "2" },
      ],
    },
    {
      // Ten days after the test's epoch, looked at after two hours.
      name: "fires by the time of expiry",
      series: { [expiry]: "871200x150" },
      at: "120m",
      fires: [{ severity: "warning", labels: { job: "blackbox", endpoint: "https://shop.example" }, value: "10" }],
    },
    { name: "a fresh certificate", series: { [remaining]: "6000000x90" }, at: "80m", fires: [] },
    {
      name: "renewed in time",
      series: { [remaining]: "1200000x30 7700000x90" },
      at: "80m",
      fires: [],
    },
    { name: "a gap", series: { [remaining]: "1200000x10 _x30 7700000x60" }, at: "80m", fires: [] },
  ],
};
