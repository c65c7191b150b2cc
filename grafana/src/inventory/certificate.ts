import { gauge, series, type Series } from "./metric.ts";

const owner = "prober";

/** How long certificates last, where somebody probes them: nothing in the default stack does. */
export const certificate: { readonly remaining: Series; readonly expiry: Series } = {
  // The collector's http_check receiver, which has it switched off by default.
  remaining: gauge("httpcheck.tls.cert_remaining", {
    unit: "s",
    owner,
    labels: ["http_url", "http_tls_issuer", "http_tls_cn", "http_tls_san"],
  }),
  // Prometheus' blackbox exporter: a point in time, in seconds since 1970.
  expiry: series("gauge", "probe_ssl_earliest_cert_expiry", { owner, labels: [] }),
};
