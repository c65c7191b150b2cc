import type { SpanKind } from "@opentelemetry/api";
import type { SamplerConfig } from "../config.ts";
import type { Ids } from "./ids.ts";
import { isHealthCheck } from "./sampling/health-checks.ts";
import { RateLimit } from "./sampling/rate-limit.ts";
import { createRatio } from "./sampling/ratio.ts";
import { Rules } from "./sampling/rules.ts";

/** What a decision needs of the parent; none for a root. */
export interface SampledParent {
  readonly sampled: boolean;
  readonly isRemote: boolean;
  /** True when the parent was left out by a decision of ours: its children follow, whatever the sampler. */
  readonly isDropped?: boolean;
}

/** Why a trace is not kept where it begins. */
export type DropReason = "health_check" | "rule" | "sampler" | "rate_limit";

/** Where a span's parent is: the attribute `otel.span.parent.origin`. */
export const origins = ["none", "local", "remote"] as const;

type Root = (ids: Ids) => boolean;

/**
 * Whether a span is recorded: the specification's samplers by their names in `OTEL_TRACES_SAMPLER`, and before them, for
 * traces that begin here, the health checks and rules; after them the rate limit.
 */
export class Sampler {
  /**
   * Spans begun, by the parent's origin, then sampled or not: twice as many counts as {@link origins}. Those of databases
   * are counted when they are over.
   */
  readonly started: Float64Array = new Float64Array(origins.length * 2);
  readonly dropped: Record<DropReason, number> = { health_check: 0, rule: 0, sampler: 0, rate_limit: 0 };
  private readonly isParentBased: boolean;
  private readonly dropsHealthChecks: boolean;
  private readonly rules: Rules;
  private readonly ratios = new Map<number, Root>();
  private readonly root: Root;
  private readonly limit: RateLimit | undefined;

  constructor({ name, ratio, rules, keepsHealthChecks, tracesPerSecond }: SamplerConfig) {
    this.isParentBased = name.startsWith("parentbased_");
    this.dropsHealthChecks = !keepsHealthChecks;
    this.rules = new Rules(rules);
    this.root = rootSampler(name.replace("parentbased_", ""), ratio);
    this.limit = tracesPerSecond === undefined ? undefined : new RateLimit(tracesPerSecond);
  }

  /** A request that a server got; `target` is its path, with or without a query. */
  request(ids: Ids, parent: SampledParent | undefined, method: string, target: string): boolean {
    const inherited = this.inherited(parent);
    if (inherited !== undefined) return this.count(parent, inherited);
    const ratio = this.rules.ofRequest(method, target);
    if (ratio === undefined && this.dropsHealthChecks && isHealthCheck(method, target)) {
      return this.drop(parent, "health_check");
    }
    return this.decide(ids, parent, ratio);
  }

  /** Any other span. */
  span(ids: Ids, parent: SampledParent | undefined, kind: SpanKind, name: string): boolean {
    const inherited = this.inherited(parent);
    if (inherited !== undefined) return this.count(parent, inherited);
    return this.decide(ids, parent, this.rules.ofSpan(kind, name));
  }

  private inherited(parent: SampledParent | undefined): boolean | undefined {
    if (parent === undefined) return undefined;
    if (this.isParentBased) return parent.sampled;
    return parent.isDropped === true ? false : undefined;
  }

  private decide(ids: Ids, parent: SampledParent | undefined, ratio: number | undefined): boolean {
    if (ratio === undefined) {
      if (!this.root(ids)) return this.drop(parent, "sampler");
    } else if (!this.ofRatio(ratio)(ids)) return this.drop(parent, "rule");
    if (parent === undefined && this.limit?.take() === false) return this.drop(parent, "rate_limit");
    return this.count(parent, true);
  }

  private ofRatio(ratio: number): Root {
    let root = this.ratios.get(ratio);
    if (root === undefined) this.ratios.set(ratio, (root = createRatio(ratio)));
    return root;
  }

  private drop(parent: SampledParent | undefined, reason: DropReason): false {
    this.dropped[reason]++;
    this.count(parent, false);
    return false;
  }

  private count(parent: SampledParent | undefined, sampled: boolean): boolean {
    const origin = parent === undefined ? 0 : parent.isRemote ? 2 : 1;
    const at = origin * 2 + (sampled ? 1 : 0);
    this.started[at] = (this.started[at] ?? 0) + 1;
    return sampled;
  }
}

function rootSampler(name: string, ratio: number): Root {
  if (name === "always_off") return () => false;
  return name === "traceidratio" ? createRatio(ratio) : () => true;
}
