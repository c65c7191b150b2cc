import type { AlertName } from "./alert/names.ts";
import type { Duration } from "./duration.ts";

/** critical: someone must act now. warning: someone must act today. info: good to know. */
export type Severity = "critical" | "warning" | "info";

/** `none`: nobody is told. For the alert that always fires, so that its end can be noticed. */
export type TierName = Severity | "none";

/** When an alert of one severity fires. */
export interface Tier {
  /** In the unit of the alert's expression. */
  readonly threshold: number;
  /** How long the expression must hold. */
  readonly for: Duration;
  /** How long the alert stays after it no longer holds: against flapping. Never on "it is gone" alerts. */
  readonly keepFiringFor?: Duration;
  /** Wakes somebody up; at most twelve rules do. */
  readonly pages?: boolean;
}

/** The tiers of one alert; a severity that is absent has no rule. */
export type Tiers = Partial<Record<TierName, Tier>>;

/** A service that is expected to be there, so that its absence can be told from its idleness. */
export interface DeclaredService {
  /** `namespace/name`, the value of the label `job`. */
  readonly job: string;
  /** Fewer instances than this are an alert. Default 1. */
  readonly replicas?: number;
  /** Becomes the label `team` of its alerts. */
  readonly team?: string;
}

/** A service level objective: the share of good events over `window`. */
export interface Slo {
  /** kebab-case, unique. */
  readonly name: string;
  readonly job: string;
  /** `availability`: answers without a 5xx. `latency`: answers within `seconds`, which must be a bucket boundary. */
  readonly kind: { readonly type: "availability" } | { readonly type: "latency"; readonly seconds: number };
  /** 0–1, exclusive: 0.999 is 99.9 %. */
  readonly objective: number;
  readonly window: "7d" | "28d" | "30d";
  readonly team?: string;
}

/** What every service is held to on the SLO dashboard as long as it has no availability objective of its own. Nobody is alerted of it. */
export interface DefaultSlo {
  readonly objective: number;
  readonly window: Slo["window"];
}

/** Below so many events in its window an alert about a share, a rise or a fall says nothing. */
export interface MinimumEvents {
  readonly failedLogins: number;
  readonly denials: number;
  readonly rejectedTokens: number;
  /** In the hour a week ago. */
  readonly businessEvents: number;
  readonly failedTasks: number;
  readonly failedTenantOperations: number;
  /** Bad ones, in the longer window of a burn rate. */
  readonly sloFailures: number;
  readonly errorLines: number;
}

/**
 * Where alerts go: critical ones and warnings to e-mail, Slack and the webhook, `info` as well, but to Slack only without
 * e-mail, and critical ones that page also to PagerDuty. What is absent is not emitted; every secret is the path of a file
 * that holds it.
 */
export interface Receivers {
  readonly email?: {
    readonly to: string;
    readonly from: string;
    /** `host:port`. */
    readonly smarthost: string;
    readonly username?: string;
    readonly passwordFile?: string;
    /** Default true. */
    readonly requireTls?: boolean;
  };
  readonly slack?: { readonly urlFile: string; readonly channel: string; readonly criticalChannel?: string };
  readonly pagerduty?: { readonly routingKeyFile: string; /** Default: PagerDuty's own. */ readonly url?: string };
  readonly webhook?: { readonly urlFile: string; readonly bearerTokenFile?: string };
  /** Called every minute by the alert `Watchdog`; a service outside that misses it tells you that alerting itself is dead. */
  readonly heartbeat?: { readonly urlFile: string };
}

/** Who is told when. */
export interface Routing {
  /**
   * Alerts whose label `team` is a key go to these receivers instead. A team without a pager of its own keeps everybody's,
   * and one with nothing else keeps everybody's e-mail, Slack and webhook.
   */
  readonly teams: Readonly<Record<string, Receivers>>;
  /** Nobody is told of `info` then. `times` as Alertmanager writes them: `22:00`–`07:00` are two ranges. */
  readonly quiet: {
    readonly location: string;
    readonly times: readonly { readonly start: string; readonly end: string }[];
    /** `saturday`, `sunday`. */
    readonly days: readonly string[];
  };
  readonly groupWait: Duration;
  readonly groupInterval: Duration;
  readonly repeat: Readonly<Record<Severity, Duration>>;
}

/** What the ranges in queries are called. */
export interface Windows {
  /** Rates of alerts: at least four times the export interval. */
  readonly rate: Duration;
  /** Slow facts: failures an hour. */
  readonly hour: Duration;
  readonly tenMinutes: Duration;
  readonly quarter: Duration;
}

/** The part of an alert that a user may change by its name. */
export interface AlertOverride {
  readonly disable?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Addresses of the data sources. */
export interface Stores {
  readonly prometheus: string;
  readonly loki: string;
  readonly alertmanager: string;
  /** Tempo in Jaeger's place: `collector/overlays/tempo.yaml`, and this. */
  readonly traces: { readonly type: "jaeger" | "tempo"; readonly url: string };
}

/** Every number, address, selector and window of the dashboards, rules and routes. */
export interface Config {
  /** Where links lead: the root of Grafana, or of the viewer. */
  readonly grafanaUrl: string;
  /** Runbooks are at `<this>/<AlertName>.md`. */
  readonly runbookUrl: string;
  /** Alertmanager as people reach it, for the silence buttons. */
  readonly alertmanagerUrl: string;
  /** Prometheus as people reach it, for the links to an alert's expression. */
  readonly prometheusUrl: string;
  /** Sentry's or Bugsink's issues, for a link. */
  readonly sentryUrl: string;
  /** Where Grafana itself reaches the stores; the defaults are docker-compose.yml's. */
  readonly stores: Stores;
  /** Who evaluates alerts: Prometheus and Loki for Alertmanager, or Grafana itself. Never both: everything would be told twice. */
  readonly alerting: "alertmanager" | "grafana";
  /** PromQL matchers for every metric of applications, `deployment_environment_name="production"`; empty: all. */
  readonly selector: string;
  /** Multiplies every window, `for` and interval; below 1 only for tests and trials. */
  readonly timeScale: number;
  readonly scrapeInterval: Duration;
  readonly evaluationInterval: Duration;
  readonly windows: Windows;
  /** Below this many requests a second a ratio says nothing; the low-traffic alerts take over. */
  readonly minimumRate: number;
  readonly minimumEvents: MinimumEvents;
  readonly thresholds: Readonly<Record<AlertName, Tiers>>;
  readonly alerts: Readonly<Partial<Record<AlertName, AlertOverride>>>;
  readonly services: readonly DeclaredService[];
  readonly slos: readonly Slo[];
  readonly defaultSlo: DefaultSlo;
  readonly receivers: Receivers;
  readonly routing: Routing;
  /** US dollars for a million tokens, by the model's name. */
  readonly tokenPrices: Readonly<Record<string, { readonly input: number; readonly output: number }>>;
}
