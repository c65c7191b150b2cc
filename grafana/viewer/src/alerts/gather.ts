import { managedAlerts, type ManagedAlert, type Silence, silences } from "../api/alertmanager.ts";
import { type Labels, type RuleAlert, ruleAlerts } from "../api/prometheus.ts";

export type AlertState = "firing" | "pending" | "silenced" | "inhibited";

/** One alert as all that know of it tell it. */
export interface CurrentAlert {
  readonly key: string;
  readonly state: AlertState;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly since: string;
  readonly value: string | undefined;
  readonly receivers: readonly string[];
  readonly silences: readonly Silence[];
}

export interface Gathered {
  readonly alerts: readonly CurrentAlert[];
  readonly silences: readonly Silence[];
  /** Who did not answer, and why. */
  readonly problems: readonly string[];
}

const order: readonly AlertState[] = ["firing", "pending", "inhibited", "silenced"];
const severities = ["critical", "warning", "info"];

/** Alerts of Prometheus, of the Loki ruler, and what Alertmanager does with them. Whoever does not answer is named. */
export async function gatherAlerts(): Promise<Gathered> {
  const [prometheus, loki, managed, silenced] = await Promise.allSettled([
    ruleAlerts("prometheus"),
    ruleAlerts("loki"),
    managedAlerts(),
    silences(),
  ]);
  const all = silenced.status === "fulfilled" ? silenced.value : [];
  const active = all.filter(({ status }) => status.state !== "expired");
  const rules = [prometheus, loki].flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  const known = managed.status === "fulfilled" ? managed.value : [];
  const problems = [prometheus, loki, managed, silenced].flatMap((result) =>
    result.status === "rejected" ? (result.reason as Error).message : [],
  );
  const fromManager = known.map((alert) =>
    ofManaged(
      alert,
      rules.find((rule) => isSame(rule.labels, alert.labels)),
      active,
    ),
  );
  const onlyRules = rules.filter((rule) => !known.some((alert) => isSame(rule.labels, alert.labels))).map(ofRule);
  const alerts = [...fromManager, ...onlyRules].toSorted((a, b) => rank(a) - rank(b) || a.key.localeCompare(b.key));
  return { alerts, silences: active, problems: [...new Set(problems)] };
}

function rank({ state, labels }: CurrentAlert): number {
  return order.indexOf(state) * 10 + severities.indexOf(labels["severity"] ?? "");
}

/** Alertmanager may have more labels than the rule: external labels of the sender. */
function isSame(rule: Labels, managed: Labels): boolean {
  return Object.entries(rule).every(([name, value]) => managed[name] === value);
}

function ofManaged(alert: ManagedAlert, rule: RuleAlert | undefined, all: readonly Silence[]): CurrentAlert {
  const { silencedBy, inhibitedBy } = alert.status;
  const state = silencedBy.length > 0 ? "silenced" : inhibitedBy.length > 0 ? "inhibited" : "firing";
  return {
    key: alert.fingerprint,
    state,
    labels: alert.labels,
    annotations: alert.annotations,
    since: alert.startsAt,
    value: rule?.value,
    receivers: alert.receivers.map(({ name }) => name),
    silences: all.filter(({ id }) => silencedBy.includes(id)),
  };
}

function ofRule({ labels, annotations, state, activeAt, value }: RuleAlert): CurrentAlert {
  return {
    key: JSON.stringify(labels),
    state,
    labels,
    annotations,
    since: activeAt,
    value,
    receivers: [],
    silences: [],
  };
}
