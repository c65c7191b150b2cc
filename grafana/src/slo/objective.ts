import { durationBuckets } from "@org/otel-preload/names";
import { http } from "../inventory/preload.ts";
import type { Config, Slo } from "../settings.ts";

/** The value of the label `slo` of services without an availability objective of their own. */
export const undeclared = "availability-default";

/** One objective, or the same for many jobs: what is bad, and out of what. Both are vectors by `job`. */
export interface Objective {
  readonly labels: Readonly<Record<string, string>>;
  readonly infoLabels: Readonly<Record<string, string>>;
  readonly objective: number;
  /** Where it is for all jobs at once: which they are; else the job is among the labels. */
  readonly jobs?: string;
  readonly bad: (range: string) => string;
  readonly total: (range: string) => string;
}

/** What `config.slos` declares, and one for the availability of everything else, so that there is always something to see. */
export function objectivesOf(config: Config): Objective[] {
  return [...config.slos.map((slo) => declaredObjective(config, slo)), undeclaredObjective(config)];
}

function declaredObjective({ selector }: Config, slo: Slo): Objective {
  const { name, job, kind, objective, window, team } = slo;
  const matchers = [selector, `job=${JSON.stringify(job)}`].filter(Boolean).join(",");
  return {
    labels: { slo: name, job, ...(team !== undefined && { team }) },
    infoLabels: {
      type: kind.type,
      window,
      declared: "true",
      ...(kind.type === "latency" && { seconds: String(kind.seconds) }),
    },
    objective,
    ...(kind.type === "availability" ? availability(matchers) : latency(matchers, boundary(slo, kind.seconds))),
  };
}

function undeclaredObjective({ selector, slos, defaultSlo }: Config): Objective {
  const own = slos.filter(({ kind }) => kind.type === "availability").map(({ job }) => job);
  const others = own.length === 0 ? "" : `job!~${JSON.stringify([...new Set(own)].map(quoted).join("|"))}`;
  const matchers = [selector, others].filter(Boolean).join(",");
  return {
    labels: { slo: undeclared },
    infoLabels: { type: "availability", window: defaultSlo.window, declared: "false" },
    objective: defaultSlo.objective,
    jobs: `group by (job) (${http.server.count}{${matchers}})`,
    ...availability(matchers),
  };
}

function availability(matchers: string): Pick<Objective, "bad" | "total"> {
  const total = (range: string): string => `sum by (job) (rate(${http.server.count}{${matchers}}[${range}]))`;
  const failed = [matchers, 'http_response_status_code=~"5.."'].filter(Boolean).join(",");
  return {
    total,
    bad: (range) => `sum by (job) (rate(${http.server.count}{${failed}}[${range}])) or 0 * ${total(range)}`,
  };
}

/** No `or` for buckets that are missing: without them it is not known which requests were slow. */
function latency(matchers: string, le: string): Pick<Objective, "bad" | "total"> {
  const total = (range: string): string => `sum by (job) (rate(${http.server.count}{${matchers}}[${range}]))`;
  return {
    total,
    // A scrape between two updates of one histogram may have more in the bucket than in the count.
    bad: (range) =>
      `clamp_min(${total(range)} - sum by (job) (rate(${http.server.bucket}{${matchers},le=~"${le}"}[${range}])), 0)`,
  };
}

/** A boundary as OTLP spells it (`1`) and as scraping does (`1.0`). */
function boundary({ name }: Slo, seconds: number): string {
  const boundaries: readonly number[] = durationBuckets.http;
  if (!boundaries.includes(seconds))
    throw new RangeError(
      `SLO ${name}: ${seconds} s is no boundary of the histogram, so that nobody counts the requests within it; expected one of ${boundaries.join(", ")}`,
    );
  const spelled = String(seconds);
  return spelled.includes(".") ? quoted(spelled).replaceAll("\\", "\\\\") : `${spelled}|${spelled}\\\\.0`;
}

function quoted(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
