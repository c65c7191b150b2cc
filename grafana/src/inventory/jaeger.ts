import { series, type Series } from "./metric.ts";

const owner = "jaeger";

/** Jaeger about itself (`job="jaeger"`). */
export const jaeger: {
  readonly badgerLsm: Series;
  readonly badgerLog: Series;
  readonly storageRequests: Series;
} = {
  badgerLsm: series("gauge", "jaeger_storage_badger_size_bytes_lsm", { owner, labels: ["directory"] }),
  badgerLog: series("gauge", "jaeger_storage_badger_size_bytes_vlog", { owner, labels: ["directory"] }),
  storageRequests: series("counter", "jaeger_storage_requests_total", {
    owner,
    labels: ["kind", "name", "operation", "result", "role"],
  }),
};

/** Resident memory of any scraped Go program (collector, Prometheus, Loki, Jaeger, Alertmanager, exporters). */
export const goProcess: { readonly memory: Series } = {
  memory: series("gauge", "process_resident_memory_bytes", { owner, labels: [] }),
};
