import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { http } from "../inventory/preload.ts";
import type { Series } from "../inventory/metric.ts";
import { app } from "../inventory/telemetry.ts";
import { deniedCases, failedLoginCases, rateLimitCases, suspiciousCases, tokenCases } from "./cases/security.ts";

const group = "security";
const component = "auth";
const dashboard = { uid: "otel-security", variables: { job: "{{ $labels.job }}" } };

/** More in ten minutes than ever in the last week, by the factor of the tier: mornings and Mondays are no rise. */
function aboveTheWeek({ threshold, window, time }: RuleContext, selector: string, minimum: number): string {
  const tenMinutes = `sum by (job) (increase(${selector}[${window.tenMinutes}]))`;
  const week = `max_over_time(${tenMinutes}[${time("1w")}:${time("30m")}] offset ${window.tenMinutes})`;
  return `${tenMinutes} > ${threshold} * ${week}
and ${tenMinutes} >= ${minimum}`;
}

function of(name: Series, matchers: string): string {
  return `${name}{${matchers}}`;
}

/** Somebody tries what they should not. */
export const securityAlerts: readonly AlertDef[] = [
  {
    name: "FailedLogins",
    group,
    component,
    signal: "symptom",
    expr: ({ config, threshold, where, window }) => {
      const failed = `sum by (job) (increase(${of(app.login, where('outcome="failure"'))}[${window.tenMinutes}]))`;
      const all = `sum by (job) (increase(${of(app.login, where())}[${window.tenMinutes}]))`;
      return `${failed} / ${all} > ${threshold}
and ${failed} >= ${config.minimumEvents.failedLogins}`;
    },
    guard: "at least minimumEvents.failedLogins failures in ten minutes",
    summary: "Many logins fail",
    description:
      "{{ $value | humanizePercentage }} of the logins to {{ $labels.job }} within ten minutes failed: somebody guesses passwords, or nobody can log in any more.",
    dashboard,
    cases: failedLoginCases,
  },
  {
    name: "RateLimitStorm",
    group,
    component,
    signal: "symptom",
    expr: ({ threshold, where, window }) =>
      `sum by (job, limiter) (rate(${of(app.rateLimitHits, where())}[${window.rate}])) > ${threshold}`,
    guard: "a rate over minutes; a single burst is over before the waiting time is",
    summary: "A rate limit is hit again and again",
    description:
      "The limit {{ $labels.limiter }} of {{ $labels.job }} refuses {{ $value | humanize }} requests a second.",
    dashboard,
    cases: rateLimitCases,
  },
  {
    name: "SuspiciousRequests",
    group,
    component,
    signal: "symptom",
    expr: ({ threshold, where, window }) =>
      `sum by (job, attack) (increase(${of(http.suspicious, where())}[${window.tenMinutes}])) > ${threshold}`,
    guard: "more than a scanner's passing by: so many in ten minutes",
    summary: "Requests look like attacks",
    description:
      "{{ $labels.job }} received {{ $value | humanize }} requests within ten minutes that look like {{ $labels.attack }}.",
    dashboard,
    cases: suspiciousCases,
  },
  {
    name: "AccessDeniedSpike",
    group,
    component,
    signal: "symptom",
    expr: (context) => aboveTheWeek(context, of(app.denied, context.where()), context.config.minimumEvents.denials),
    guard: "at least minimumEvents.denials in ten minutes, and a history to compare with",
    summary: "Access is denied unusually often",
    description:
      "{{ $labels.job }} denied access {{ $value | humanize }} times within ten minutes, more than twice as often as at any time of the last week.",
    dashboard,
    cases: deniedCases,
  },
  {
    name: "TokenRejections",
    group,
    component,
    signal: "symptom",
    expr: (context) =>
      aboveTheWeek(
        context,
        of(app.token, context.where('action="rejected"')),
        context.config.minimumEvents.rejectedTokens,
      ),
    guard: "at least minimumEvents.rejectedTokens in ten minutes, and a history to compare with",
    summary: "Tokens are rejected unusually often",
    description:
      "{{ $labels.job }} rejected {{ $value | humanize }} tokens within ten minutes, more than twice as many as at any time of the last week.",
    dashboard,
    cases: tokenCases,
  },
];
