import { styleText } from "node:util";
import { textTable } from "../stack/text-table.ts";
import type { Silence } from "./alertmanager.ts";
import type { CurrentAlert } from "./current.ts";
import type { Situation } from "./gather.ts";
import { matcherText } from "./matcher.ts";
import type { LoadedRule } from "./rules.ts";
import { agoText, subjectText, timeText, valueText } from "./text.ts";

/** How a list is drawn. */
export interface View {
  /** Also rules that hold for nothing. */
  readonly all: boolean;
  readonly colour: boolean;
  readonly nowMillis: number;
}

const colours = { critical: "red", warning: "yellow", info: "blue" } as const;

/** The alerts of now as a table, silences below it, and with `all` the quiet rules. */
export function listLines({ rules, alerts, silences }: Situation, view: View): string[] {
  // The alert that always fires, so that its absence is noticed, is news only when it is asked for.
  const shown = alerts.filter(({ severity }) => view.all || severity !== "none");
  return [
    ...(shown.length === 0 ? [quietLine(rules)] : alertTable(shown, view)),
    ...silenceLines(silences),
    ...rules.filter(({ lastError }) => lastError !== "").map(brokenLine),
    ...(view.all ? quietRules(rules) : []),
  ];
}

/** A table of alerts. */
export function alertTable(alerts: readonly CurrentAlert[], { colour, nowMillis }: Omit<View, "all">): string[] {
  const rows = alerts.map((alert) => [
    painted(alert.severity, colour),
    alert.name,
    subjectText(alert.of),
    agoText(alert.since, nowMillis),
    valueText(alert.value),
    stateText(alert),
  ]);
  return textTable([["severity", "alert", "of", "since", "value", "state"], ...rows]);
}

/** Silences in force. */
function silenceLines(silences: readonly Silence[]): string[] {
  if (silences.length === 0) return [];
  const rows = silences.map(({ id, matchers, endsAt, createdBy, comment, status }) => [
    id.slice(0, 8),
    matchers.map(matcherText).join(" "),
    timeText(endsAt),
    createdBy,
    status.state === "pending" ? `(not yet) ${comment}` : comment,
  ]);
  return ["", ...textTable([["silence", "of", "until", "by", "comment"], ...rows])];
}

function painted(severity: string, colour: boolean): string {
  const paint = colours[severity as keyof typeof colours];
  return colour && paint !== undefined ? styleText(paint, severity) : severity;
}

function stateText({ state, by }: CurrentAlert): string {
  if (state === "unsent") return "firing, not at Alertmanager yet";
  if (by.length === 0) return state;
  return `${state} by ${by.map((one) => (state === "silenced" ? one.slice(0, 8) : one)).join(", ")}`;
}

function quietLine(rules: readonly LoadedRule[]): string {
  if (rules.length > 0) return `nothing fires; ${rules.length} alert rules are watched`;
  return "nothing fires, but no alert rule is loaded either: nothing is watched";
}

function brokenLine({ evaluator, name, lastError }: LoadedRule): string {
  return `${name}: ${evaluator} could not evaluate it: ${lastError}`;
}

function quietRules(rules: readonly LoadedRule[]): string[] {
  const quiet = rules.filter(({ alerts }) => alerts.length === 0);
  if (quiet.length === 0) return [];
  const rows = quiet.map(({ name, labels, group, evaluator }) => [
    labels["severity"] ?? "none",
    name,
    group,
    evaluator,
  ]);
  return ["", "quiet:", ...textTable([["severity", "alert", "group", "evaluated by"], ...rows])];
}
