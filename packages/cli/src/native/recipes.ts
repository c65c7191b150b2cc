import { fileURLToPath } from "node:url";

/** How one part is built from one pinned Go module. */
export interface Recipe {
  readonly part: string;
  /** As people call it. */
  readonly label: string;
  /** The part's own version, as its project numbers its releases. */
  readonly version: string;
  /** What the go.mod in `dir` must pin. */
  readonly pins: { readonly module: string; readonly version: string };
  /** Absolute folder of go.mod and go.sum. */
  readonly dir: string;
  /** Binary name → package; Go names a binary after the last element of its package, so the two must agree. */
  readonly binaries: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  /** The string variable that the project's own release builds set; without it the part reports an empty version. */
  readonly versionVariable?: string;
  /** On two cores with empty caches, downloads included: told to the person who waits. */
  readonly coldSeconds: number;
}

/** Without symbol tables the binaries are a third smaller. */
export function linkerFlags({ version, versionVariable }: Recipe): string {
  return versionVariable === undefined ? "-s -w" : `-s -w -X ${versionVariable}=${version}`;
}

export type PartName = "collector" | "prometheus" | "alertmanager" | "jaeger" | "loki" | "ferretdb";

const collectorDir = fileURLToPath(new URL("../../../../collector/", import.meta.url));

/** The folder of Bugsink's pinned requirements; everything else in `tools` is a Go module. */
export const toolsDir: string = `${collectorDir}tools`;

/** Every native part. Newer versions that the module proxy lists do not all resolve or build: see collector/README.md. */
export const recipes: Readonly<Record<PartName, Recipe>> = {
  collector: {
    part: "collector",
    label: "OpenTelemetry Collector",
    version: "0.158.0",
    pins: { module: "go.opentelemetry.io/collector/receiver/otlpreceiver", version: "v0.158.0" },
    dir: `${collectorDir}otelcol`,
    binaries: { otelcol: "." },
    // gRPC's tracing and the service discoveries cost 20 MB and are used by nothing here.
    tags: ["grpcnotrace", "remove_all_sd"],
    coldSeconds: 113,
  },
  prometheus: {
    part: "prometheus",
    label: "Prometheus",
    version: "3.14.0",
    pins: { module: "github.com/prometheus/prometheus", version: "v0.314.0" },
    dir: `${toolsDir}/prometheus`,
    binaries: {
      prometheus: "github.com/prometheus/prometheus/cmd/prometheus",
      promtool: "github.com/prometheus/prometheus/cmd/promtool",
    },
    tags: ["remove_all_sd"],
    versionVariable: "github.com/prometheus/common/version.Version",
    coldSeconds: 103,
  },
  alertmanager: {
    part: "alertmanager",
    label: "Alertmanager",
    version: "0.31.1",
    pins: { module: "github.com/prometheus/alertmanager", version: "v0.31.1" },
    dir: `${toolsDir}/alertmanager`,
    binaries: {
      alertmanager: "github.com/prometheus/alertmanager/cmd/alertmanager",
      amtool: "github.com/prometheus/alertmanager/cmd/amtool",
    },
    tags: [],
    versionVariable: "github.com/prometheus/common/version.Version",
    coldSeconds: 27,
  },
  jaeger: {
    part: "jaeger",
    label: "Jaeger",
    version: "2.2.0",
    pins: { module: "github.com/jaegertracing/jaeger", version: "v1.65.0" },
    dir: `${toolsDir}/jaeger`,
    binaries: { jaeger: "github.com/jaegertracing/jaeger/cmd/jaeger" },
    tags: [],
    versionVariable: "github.com/jaegertracing/jaeger/pkg/version.latestVersion",
    coldSeconds: 154,
  },
  loki: {
    part: "loki",
    label: "Loki",
    version: "3.7.8",
    pins: { module: "github.com/grafana/loki/v3", version: "v3.7.8" },
    dir: `${toolsDir}/loki`,
    binaries: { loki: "github.com/grafana/loki/v3/cmd/loki" },
    tags: [],
    versionVariable: "github.com/grafana/loki/v3/pkg/util/build.Version",
    coldSeconds: 245,
  },
  ferretdb: {
    part: "ferretdb",
    label: "FerretDB",
    version: "1.24.0",
    pins: { module: "github.com/FerretDB/FerretDB", version: "v1.24.0" },
    dir: `${toolsDir}/ferretdb`,
    binaries: { ferretdb: "." },
    // SQLite is FerretDB's default backend beside PostgreSQL, and the only one that is used here.
    tags: ["ferretdb_no_postgresql"],
    coldSeconds: 30,
  },
};
