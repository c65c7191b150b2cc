import type { Duration } from "../duration.ts";
import type { AlertName } from "./names.ts";
import type { Config, TierName, Windows } from "../settings.ts";

export type Component =
  | "http"
  | "nodejs"
  | "database"
  | "cache"
  | "queue"
  | "external"
  | "auth"
  | "host"
  | "slo"
  | "pipeline"
  | "business"
  | "deploy";

/** What an expression may use: the numbers of its tier, with all times already scaled. */
export interface RuleContext {
  readonly config: Config;
  readonly severity: TierName;
  readonly threshold: number;
  /** The configured windows, scaled: `[${window.rate}]`. */
  readonly window: Windows;
  /** Scales any other time: `offset ${time("1w")}`. */
  readonly time: (duration: Duration) => Duration;
  /** Matchers of applications with the user's selector: `{${where('http_response_status_code=~"5.."')}}`. */
  readonly where: (...matchers: readonly string[]) => string;
}

/** The dashboard an alert opens, with the variables that narrow it down to what fires. */
export interface DashboardLink {
  readonly uid: string;
  /** The key of a panel of it. */
  readonly panel?: string;
  /** Variable → value, templates allowed: `{ job: "{{ $labels.job }}" }`. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What is fed to a rule, and what must come of it. Times are in the rule's own, unscaled windows. */
export interface AlertCase {
  /** `fires`, or what it must not fire at: `zero traffic`, `a single error`, `a restart`, `a gap`, `a deploy`. */
  readonly name: string;
  /** Series in promtool's notation, `0+10x30`, one value a minute. */
  readonly series: Readonly<Record<string, string>>;
  /** When the alerts are looked at. */
  readonly at: Duration;
  /** Exactly these alerts are active then; none: it stays quiet. */
  readonly fires: readonly ExpectedAlert[];
}

export interface ExpectedAlert {
  readonly severity: TierName;
  /** Labels of the expression's result. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What `{{ $value | … }}` becomes in the description. */
  readonly value?: string;
}

/** One alert, all its tiers. */
export interface AlertDef {
  /** PascalCase; its runbook is `runbooks/<name>.md`. */
  readonly name: AlertName;
  /** Rule group and file. */
  readonly group: string;
  /** Default promql. */
  readonly evaluator?: "promql" | "logql";
  readonly component: Component;
  /** symptom: users feel it. cause: explains one; inhibited by its symptom's own alert where that says more. */
  readonly signal: "symptom" | "cause";
  readonly expr: (context: RuleContext) => string;
  /** What keeps it quiet when there is nearly nothing to judge by. */
  readonly guard: string;
  /** Without values, so that alerts group well. */
  readonly summary: string;
  /** A sentence with the value; `$labels` and `$value` of Prometheus' templates. */
  readonly description: string;
  readonly dashboard: DashboardLink;
  /**
   * Further labels. Two have a meaning for the routes. `inhibits`, of the critical tier: while it fires, nobody is told of
   * `job`: anything else about the same service; `environment`: the echoes of a database (http, database, cache, queue,
   * external, slo, business) in the same environment; `absence`: what `inhibits` a job, and what is labelled
   * `absence: "true"` because it fires when no data arrives. A page is silenced by a page only.
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** LogQL alerts have no unit-test tool: the live tests fire them. */
  readonly cases: readonly AlertCase[];
}
