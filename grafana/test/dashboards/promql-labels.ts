import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** What is known of a metric's series; `*` stands for any label. */
export type LabelsOfMetric = (name: string) => ReadonlySet<string> | undefined;

export interface PromqlReading {
  /** Labels of the result; `*` when they cannot be told. */
  readonly labels: ReadonlySet<string>;
  /** Names of the series it reads. */
  readonly metrics: readonly string[];
  /** Metrics nobody records, and labels no series has. */
  readonly problems: readonly string[];
}

const keepsAllLabels = new Set(["Topk", "Bottomk", "LimitK", "LimitRatio"]);
const withoutLabels = new Set(["Vector", "Scalar", "Time", "Pi", "NumberDurationLiteral", "StringLiteral"]);

/** Follows the labels of an expression from its selectors to its result. */
export function readPromql(expr: string, labelsOfMetric: LabelsOfMetric): PromqlReading {
  const top = parser.parse(expr).topNode.firstChild;
  const reader = new Reader(expr, labelsOfMetric);
  const labels = top === null ? new Set<string>() : reader.labelsOf(top);
  return { labels, metrics: reader.metrics, problems: reader.problems };
}

class Reader {
  readonly #expr: string;
  readonly #labelsOfMetric: LabelsOfMetric;
  readonly metrics: string[] = [];
  readonly problems: string[] = [];

  constructor(expr: string, labelsOfMetric: LabelsOfMetric) {
    this.#expr = expr;
    this.#labelsOfMetric = labelsOfMetric;
  }

  labelsOf(node: SyntaxNode): Set<string> {
    switch (node.name) {
      case "VectorSelector":
        return this.#ofSelector(node);
      case "AggregateExpr":
        return this.#ofAggregation(node);
      case "FunctionCall":
        return this.#ofCall(node);
      case "BinaryExpr":
        return this.#ofBinary(node);
      default:
        return this.#ofAll(children(node));
    }
  }

  #text(node: SyntaxNode): string {
    return this.#expr.slice(node.from, node.to);
  }

  #need(labels: ReadonlySet<string>, wanted: readonly string[], where: string): void {
    for (const label of wanted) {
      if (!labels.has(label) && !labels.has("*")) this.problems.push(`no series has the label ${label} in ${where}`);
    }
  }

  #ofAll(nodes: readonly SyntaxNode[]): Set<string> {
    return nodes.reduce((all, node) => union(all, this.labelsOf(node)), new Set<string>());
  }

  #ofSelector(node: SyntaxNode): Set<string> {
    const found = namesOf(this.#text(node)).map((name) => ({ name, labels: this.#labelsOfMetric(name) }));
    this.metrics.push(...found.map(({ name }) => name));
    const unknown = found.filter(({ labels }) => labels === undefined);
    if (unknown.length > 0) {
      this.problems.push(...unknown.map(({ name }) => `nobody records ${name}`));
      return new Set(["*"]);
    }
    const labels = found.reduce((all, one) => union(all, one.labels ?? new Set()), new Set<string>());
    const matchers = node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
    const wanted = matchers.map((matcher) => this.#text(matcher.firstChild as SyntaxNode));
    this.#need(labels, wanted, this.#text(node));
    return labels;
  }

  #ofAggregation(node: SyntaxNode): Set<string> {
    const inner = this.#ofAll(node.getChildren("FunctionCallBody"));
    const modifier = node.getChild("AggregateModifier");
    const named = this.#grouping(modifier?.getChild("GroupingLabels"));
    if (modifier?.getChild("By")) this.#need(inner, named, this.#text(node));
    if (keepsAllLabels.has(node.getChild("AggregateOp")?.firstChild?.name ?? "")) return inner;
    if (modifier?.getChild("Without")) return without(inner, named);
    return new Set(named);
  }

  #ofCall(node: SyntaxNode): Set<string> {
    const called = node.getChild("FunctionIdentifier")?.firstChild?.name ?? "";
    const body = node.getChild("FunctionCallBody");
    const inner = body ? this.#ofAll(children(body)) : new Set<string>();
    const texts = body?.getChildren("StringLiteral").map((literal) => this.#text(literal).slice(1, -1)) ?? [];
    if (called === "LabelReplace" || called === "LabelJoin") {
      const [made = "", , source = ""] = texts;
      if (called === "LabelReplace" && source !== "") this.#need(inner, [source], this.#text(node));
      return union(inner, [made]);
    }
    if (called === "HistogramQuantile") {
      this.#need(inner, ["le"], this.#text(node));
      return without(inner, ["le"]);
    }
    return withoutLabels.has(called) ? new Set() : inner;
  }

  #ofBinary(node: SyntaxNode): Set<string> {
    const [left, right] = [node.firstChild, node.lastChild] as [SyntaxNode, SyntaxNode];
    const [onLeft, onRight] = [this.labelsOf(left), this.labelsOf(right)];
    const matching = node.getChild("MatchingModifierClause");
    const on = matching?.getChild("On") ? this.#grouping(matching.getChild("GroupingLabels")) : undefined;
    if (on) for (const side of [onLeft, onRight]) this.#need(side, on, this.#text(node));
    if (node.getChild("Or")) return union(onLeft, onRight);
    if (node.getChild("And") || node.getChild("Unless")) return onLeft;
    if (matching?.getChild("GroupRight")) return union(onRight, this.#included(matching));
    if (matching?.getChild("GroupLeft")) return union(onLeft, this.#included(matching));
    if (isNumber(left)) return onRight;
    return on ? new Set(on) : onLeft;
  }

  /** The labels in `group_left (…)`: the second list of the clause, or the only one after `ignoring`-less matching. */
  #included(matching: SyntaxNode): string[] {
    const lists = matching.getChildren("GroupingLabels");
    return lists.length > 1 ? this.#grouping(lists.at(-1)) : [];
  }

  #grouping(node: SyntaxNode | null | undefined): string[] {
    return node?.getChildren("LabelName").map((label) => this.#text(label)) ?? [];
  }
}

/** The metrics of a selector: `name{…}`, or several in `{__name__=~"one|two"}`. */
function namesOf(selector: string): string[] {
  const [, several] = /__name__\s*=~?\s*"([^"]*)"/.exec(selector) ?? [];
  return several === undefined ? [selector.replace(/\{.*/s, "").trim()] : several.split("|");
}

function union(some: Iterable<string>, others: Iterable<string>): Set<string> {
  return new Set([...some, ...others]);
}

function without(some: Iterable<string>, others: readonly string[]): Set<string> {
  return new Set([...some].filter((label) => !others.includes(label)));
}

function isNumber(node: SyntaxNode): boolean {
  return (
    node.name === "NumberDurationLiteral" ||
    (node.name === "ParenExpr" && node.firstChild !== null && isNumber(node.firstChild))
  );
}

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
}
