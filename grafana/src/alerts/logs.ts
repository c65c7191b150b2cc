import { appLogEventNames } from "@org/telemetry/names";
import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { jobLabel, logSelector } from "../alert/log-selector.ts";
import type { Duration } from "../duration.ts";

const evaluator = "logql";
const group = "logs";
/** Lines arrive late: through batches, a queue on disk, retries. The ruler looks at a minute only once. */
const late: Duration = "1m";
const errorNumber = 17;
const fatalNumber = 21;

interface Lines {
  /** Stages before the label `job` is made. */
  readonly stages: string;
  readonly by?: string;
  readonly range: Duration;
  readonly offset?: Duration;
}

function countOf({ config, time }: RuleContext, { stages, by = "job", range, offset = late }: Lines): string {
  return `sum by (${by}) (count_over_time(${logSelector(config)} ${stages} | ${jobLabel} [${time(range)}] offset ${time(offset)}))`;
}

/** What only log lines tell. Evaluated by Loki; its ruler knows no `keep_firing_for`. */
export const logAlerts: readonly AlertDef[] = [
  {
    name: "ErrorLogsHigh",
    group,
    evaluator,
    component: "nodejs",
    signal: "symptom",
    expr: (context) => {
      const stages = `| severity_number >= ${errorNumber}`;
      const now = countOf(context, { stages, range: "10m" });
      // Twenty minutes, not a day: each look reads every line of its time.
      const before = countOf(context, { stages, range: "20m", offset: "11m" });
      return `${now} > ${context.config.minimumEvents.errorLines}
unless ${context.threshold} * ${before} / 2 >= ${now}`;
    },
    guard: "more than minimumEvents.errorLines in ten minutes",
    summary: "A service logs many errors",
    description:
      "{{ $labels.job }} logged {{ $value | humanize }} errors within ten minutes, several times as many as before.",
    dashboard: { uid: "otel-logs", variables: { job: "{{ $labels.job }}" } },
    cases: [],
  },
  {
    name: "UncaughtExceptions",
    group,
    evaluator,
    component: "nodejs",
    signal: "symptom",
    expr: (context) => {
      const stages = `|~ "^(Uncaught exception|Unhandled rejection): " | scope_name="process" | severity_number >= ${fatalNumber}`;
      return `${countOf(context, { stages, range: "10m" })} >= ${context.threshold}`;
    },
    guard: "one ended process is told of, several wake nobody but are a warning",
    summary: "Processes end by uncaught errors",
    description:
      "{{ $value | humanize }} processes of {{ $labels.job }} ended within ten minutes by an error that nobody caught.",
    dashboard: { uid: "otel-errors", variables: { job: "{{ $labels.job }}" } },
    cases: [],
  },
  {
    name: "FailedLoginsPerAccount",
    group,
    evaluator,
    component: "auth",
    signal: "symptom",
    expr: (context) => {
      const stages = `| event_name="${appLogEventNames.authLogin}" | outcome="failure" | account_hash!=""`;
      return `${countOf(context, { stages, by: "job, account_hash", range: "10m" })} >= ${context.threshold}`;
    },
    guard: "more than somebody who has forgotten a password tries",
    summary: "The password of one account is being guessed",
    description:
      "{{ $value | humanize }} logins to the account {{ $labels.account_hash }} (a hash) of {{ $labels.job }} failed within ten minutes.",
    dashboard: { uid: "otel-security", variables: { job: "{{ $labels.job }}" } },
    cases: [],
  },
];
