import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { general } from "../inventory/general.ts";
import { declared } from "../inventory/rules.ts";
import { newVersionCases, replicasCases, serviceDownCases, telemetryAbsentCases } from "./cases/services.ts";

const group = "services";
const dashboard = { uid: "otel-service", variables: { job: "{{ $labels.job }}" } };

/** Running instances. Without the filter, series that the collector derives from old spans would keep a dead service alive. */
const instances = ({ where, time }: RuleContext): string =>
  `count by (job) (group by (job, instance) (last_over_time(${general.targetInfo}{${where('instance!=""')}}[${time("3m")}])))`;

/** What runs, and what runs now that did not before. */
export const serviceAlerts: readonly AlertDef[] = [
  {
    name: "ServiceDown",
    group,
    component: "nodejs",
    signal: "symptom",
    expr: (context) => `${declared.replicas} unless on (job) (${instances(context)} >= ${context.threshold})`,
    guard:
      "only services of `services` in the configuration; a restart is over before three minutes without telemetry and the waiting time are",
    summary: "A service is down",
    description:
      "Nothing has been heard of {{ $labels.job }} for more than five minutes: no instance of it runs, or none can send.",
    dashboard,
    labels: { inhibits: "job" },
    cases: serviceDownCases,
  },
  {
    name: "ServiceTelemetryAbsent",
    group,
    component: "nodejs",
    signal: "symptom",
    expr: (context) => {
      const { threshold, time, where } = context;
      const application = where('telemetry_sdk_language!=""', 'instance!=""');
      return `(
  count_over_time(group by (job) (${general.targetInfo}{${application}})[${time("2h")}:${time("5m")}]) >= ${threshold}
  unless on (job) ${instances(context)}
) unless on (job) ${declared.replicas}`;
    },
    guard: "it must have run for half an hour of the last two: short jobs come and go",
    summary: "A service has gone silent",
    description:
      "Nothing has been heard of {{ $labels.job }} for more than five minutes, after it ran for at least half an hour. It is not declared in the configuration, so it may have been stopped on purpose.",
    dashboard,
    labels: { absence: "true" },
    cases: telemetryAbsentCases,
  },
  {
    name: "ReplicasMissing",
    group,
    component: "nodejs",
    signal: "cause",
    expr: (context) =>
      `${declared.replicas} and on (job) (${instances(context)} < on (job) ${context.threshold} * ${declared.replicas})`,
    guard: "only services of `services` in the configuration with `replicas`; none at all is ServiceDown",
    summary: "Instances of a service are missing",
    description: "{{ $labels.job }} runs on fewer than the {{ $value | humanize }} instances it is declared with.",
    dashboard,
    labels: { absence: "true" },
    cases: replicasCases,
  },
  {
    name: "NewVersionDeployed",
    group: "deploy",
    component: "deploy",
    signal: "cause",
    expr: ({ threshold, time, where }) => {
      const now = `${general.targetInfo}{${where('instance!=""', 'service_version!=""')}}`;
      const before = `last_over_time(${now}[${time("30m")}] offset ${time("10m")})`;
      return `count by (job, service_version) (${now}) >= ${threshold}
unless group by (job, service_version) (${before})
and on (job) group by (job) (${before})`;
    },
    guard: "another version of the same service must have run before; a first start and a restart say nothing",
    summary: "A new version is running",
    description: "{{ $labels.job }} now runs version {{ $labels.service_version }}.",
    dashboard,
    cases: newVersionCases,
  },
];
