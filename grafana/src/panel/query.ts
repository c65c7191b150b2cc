/** A query of a panel or variable and the store that answers it; `source` is the uid of the data source. */
export interface Query {
  readonly source: "prometheus" | "loki";
  readonly expr: string;
  /** The name of each series, `{{http_route}}`. */
  readonly legend?: string;
  /** One value now instead of a series over time: tables, stats, gauges. */
  readonly instant?: boolean;
  /** Dots that lead to traces. */
  readonly exemplar?: boolean;
  /** For transformations and overrides; default A, B, C in the order of the queries. */
  readonly refId?: string;
  readonly hidden?: boolean;
}

type Options = Omit<Query, "source" | "expr" | "legend">;

/** A series over time from Prometheus. */
export function prom(expr: string, legend?: string, options: Options = {}): Query {
  return { source: "prometheus", expr, ...(legend !== undefined && { legend }), ...options };
}

/** One value per series from Prometheus, now. */
export function promNow(expr: string, legend?: string, options: Options = {}): Query {
  return prom(expr, legend, { instant: true, ...options });
}

/** Lines or a series over time from Loki. */
export function loki(expr: string, legend?: string, options: Options = {}): Query {
  return { source: "loki", expr, ...(legend !== undefined && { legend }), ...options };
}
