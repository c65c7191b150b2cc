import { requestJson } from "./http.ts";

export type Labels = Readonly<Record<string, string>>;

/** An alerting rule as its evaluator has it loaded. */
export interface LoadedRule {
  readonly evaluator: "Prometheus" | "Loki";
  readonly group: string;
  readonly name: string;
  readonly expr: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly forSeconds: number;
  readonly keepFiringSeconds: number;
  /** Of the last evaluation; empty: it went well. */
  readonly lastError: string;
  readonly alerts: readonly RuleAlert[];
}

/** One thing for which a rule holds. */
export interface RuleAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: "pending" | "firing";
  readonly activeAt: string;
  readonly value: string;
}

/** The alerting rules of Prometheus, or of Loki's ruler, which answers in the same form. */
export async function fetchRules(evaluator: LoadedRule["evaluator"], url: string): Promise<LoadedRule[]> {
  const path = evaluator === "Loki" ? "/prometheus/api/v1/rules" : "/api/v1/rules";
  const { data } = await requestJson<RulesAnswer>(evaluator, url, path);
  return data.groups.flatMap(({ name: group, rules }) =>
    rules
      .filter((rule) => rule.type === "alerting")
      .map((rule) => ({
        evaluator,
        group,
        name: rule.name,
        expr: rule.query,
        labels: rule.labels ?? {},
        annotations: rule.annotations ?? {},
        forSeconds: rule.duration ?? 0,
        keepFiringSeconds: rule.keepFiringFor ?? 0,
        lastError: rule.lastError ?? "",
        alerts: rule.alerts ?? [],
      })),
  );
}

interface RulesAnswer {
  readonly data: {
    readonly groups: readonly {
      readonly name: string;
      readonly rules: readonly {
        readonly type: "alerting" | "recording";
        readonly name: string;
        readonly query: string;
        readonly labels?: Labels;
        readonly annotations?: Labels;
        readonly duration?: number;
        readonly keepFiringFor?: number;
        readonly lastError?: string;
        readonly alerts?: readonly RuleAlert[];
      }[];
    }[];
  };
}
