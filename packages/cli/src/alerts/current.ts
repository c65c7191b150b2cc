import type { SentAlert, Silence } from "./alertmanager.ts";
import { matches } from "./matcher.ts";
import type { Labels, LoadedRule, RuleAlert } from "./rules.ts";

/** One alert of now, as its evaluator and Alertmanager together know it. */
export interface CurrentAlert {
  readonly name: string;
  readonly severity: string;
  /** `unsent`: fires, but Alertmanager does not have it. */
  readonly state: "firing" | "pending" | "silenced" | "inhibited" | "muted" | "unsent";
  /** Why nobody is told: ids of silences, names of alerts, names of time intervals. */
  readonly by: readonly string[];
  readonly evaluator: LoadedRule["evaluator"] | "other";
  /** All labels. */
  readonly labels: Labels;
  /** What it is about: the labels that the rule does not set itself. */
  readonly of: Labels;
  readonly since: string;
  /** Of the expression; absent where only Alertmanager knows the alert. */
  readonly value?: string;
  readonly summary?: string;
  readonly receivers: readonly string[];
}

interface Sent {
  /** Undefined: Alertmanager could not be asked. */
  readonly alerts: readonly SentAlert[] | undefined;
  readonly silences: readonly Silence[];
}

const severities = ["critical", "warning", "info"];
// Said by a column of their own, or of interest to routes only.
const plumbing = new Set(["alertname", "severity", "component", "signal", "page", "inhibits"]);

/** Joins what the evaluators and Alertmanager say; most severe first, then the oldest. */
export function currentAlerts(rules: readonly LoadedRule[], { alerts: sent, silences }: Sent): CurrentAlert[] {
  const used = new Set<SentAlert>();
  const evaluated = rules.flatMap((rule) =>
    rule.alerts.map((alert) => {
      const twin = sent?.find((one) => !used.has(one) && holds(one.labels, alert.labels));
      if (twin) used.add(twin);
      return ofRule(rule, alert, twin === undefined ? restOf(alert, sent, silences) : fateOf(twin, sent ?? []));
    }),
  );
  const others = (sent ?? []).filter((alert) => !used.has(alert)).map((alert) => ofOthers(alert, sent ?? []));
  return [...evaluated, ...others].toSorted(byUrgency);
}

type Fate = Pick<CurrentAlert, "state" | "by" | "receivers">;

function ofRule(rule: LoadedRule, alert: RuleAlert, fate: Fate): CurrentAlert {
  const { labels, annotations, activeAt, value, state } = alert;
  return {
    name: rule.name,
    severity: labels["severity"] ?? "none",
    ...fate,
    ...(state === "pending" && { state }),
    evaluator: rule.evaluator,
    labels,
    of: subject(labels, rule.labels),
    since: activeAt,
    value,
    ...(annotations["summary"] !== undefined && { summary: annotations["summary"] }),
  };
}

function ofOthers(alert: SentAlert, all: readonly SentAlert[]): CurrentAlert {
  const { labels, annotations, startsAt } = alert;
  return {
    name: labels["alertname"] ?? "(without a name)",
    severity: labels["severity"] ?? "none",
    ...fateOf(alert, all),
    evaluator: "other",
    labels,
    of: subject(labels, {}),
    since: startsAt,
    ...(annotations["summary"] !== undefined && { summary: annotations["summary"] }),
  };
}

/** What Alertmanager does with an alert that it has. */
function fateOf({ status, receivers }: SentAlert, all: readonly SentAlert[]): Fate {
  const names = receivers.map(({ name }) => name);
  const { silencedBy, inhibitedBy, mutedBy = [] } = status;
  if (silencedBy.length > 0) return { state: "silenced", by: silencedBy, receivers: names };
  if (inhibitedBy.length > 0) {
    const by = inhibitedBy.map((id) => all.find(({ fingerprint }) => fingerprint === id)?.labels["alertname"] ?? id);
    return { state: "inhibited", by: [...new Set(by)], receivers: names };
  }
  return { state: mutedBy.length > 0 ? "muted" : "firing", by: mutedBy, receivers: names };
}

/** Alertmanager does not have it: not yet, or it could not be asked. */
function restOf({ labels }: RuleAlert, sent: Sent["alerts"], silences: readonly Silence[]): Fate {
  const by = silences.filter(({ matchers }) => matches(labels, matchers)).map(({ id }) => id);
  if (by.length > 0) return { state: "silenced", by, receivers: [] };
  return { state: sent === undefined ? "firing" : "unsent", by: [], receivers: [] };
}

/** Alertmanager's copy may carry more: Prometheus adds its external labels. */
function holds(labels: Labels, part: Labels): boolean {
  return Object.entries(part).every(([name, value]) => (labels[name] ?? "") === value);
}

/** What an alert is about: neither its name nor what routes need, nor what its rule sets. */
export function subject(labels: Labels, fixed: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(([name, value]) => !plumbing.has(name) && fixed[name] !== value),
  );
}

function byUrgency(a: CurrentAlert, b: CurrentAlert): number {
  const rank = ({ severity }: CurrentAlert): number => (severities.indexOf(severity) + 4) % 4;
  return rank(a) - rank(b) || a.since.localeCompare(b.since) || a.name.localeCompare(b.name);
}
