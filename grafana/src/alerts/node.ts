import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { secondsOf } from "../duration.ts";
import { node } from "../inventory/preload.ts";
import { nodeCases } from "./cases/node.ts";

const dashboard = { uid: "otel-node", variables: { job: "{{ $labels.job }}" } };

/** Processes of the last quarter of an hour that died young; of a service, not of a job that is short by design. */
function crashes({ threshold, where, time, window }: RuleContext): string {
  const uptime = `${node.uptime}{${where()}}`;
  return `count by (job) (
  max_over_time(${uptime}[${window.quarter}]) < ${secondsOf(time("5m"))} unless last_over_time(${uptime}[${time("2m")}])
) >= ${threshold}
and on (job) max by (job) (max_over_time(${uptime}[${time("1d")}])) > ${secondsOf(time("30m"))}`;
}

/** Telemetry keeps coming from those that die, so that the service does not count as down. */
function noneLives({ where, time }: RuleContext): string {
  return `unless on (job) max by (job) (last_over_time(${node.uptime}{${where()}}[${time("2m")}])) >= ${secondsOf(time("5m"))}`;
}

/** The Node process itself. */
export const nodeAlerts: readonly AlertDef[] = [
  {
    name: "NodeEventLoopDelayHigh",
    group: "node",
    component: "nodejs",
    signal: "cause",
    // Percentiles cannot be averaged: the worst instance is the one to look at.
    expr: ({ threshold, where }) => `max by (job, instance) (${node.loopDelayP99}{${where()}}) > ${threshold}`,
    guard: "the 99th percentile of every export for minutes: one long block is no reason",
    summary: "The event loop is blocked again and again",
    description:
      "An instance of {{ $labels.job }} runs one callback in a hundred {{ $value | humanizeDuration }} late: everything it serves waits.",
    dashboard,
    cases: nodeCases.NodeEventLoopDelayHigh,
  },
  {
    name: "NodeEventLoopSaturated",
    group: "node",
    component: "nodejs",
    signal: "cause",
    expr: ({ threshold, where }) => `max by (job, instance) (${node.loopUtilization}{${where()}}) > ${threshold}`,
    guard: "held for ten minutes: a start, a deploy or one big job passes sooner",
    summary: "The event loop has no time left",
    description:
      "An instance of {{ $labels.job }} is busy {{ $value | humanizePercentage }} of the time on one thread.",
    dashboard,
    cases: nodeCases.NodeEventLoopSaturated,
  },
  {
    name: "ProcessMemoryHigh",
    group: "node",
    component: "nodejs",
    signal: "cause",
    expr: ({ threshold, where }) =>
      `max by (job, instance) (${node.memory}{${where()}} / (${node.memoryLimit}{${where()}} > 0)) > ${threshold}`,
    guard: "a share of the limit, held for minutes; an instance without a known limit is not judged",
    summary: "A process is about to be killed for its memory",
    description:
      "An instance of {{ $labels.job }} uses {{ $value | humanizePercentage }} of the memory that its container or machine has.",
    dashboard,
    cases: nodeCases.ProcessMemoryHigh,
  },
  {
    name: "ProcessCrashLoop",
    group: "node",
    component: "nodejs",
    signal: "symptom",
    expr: (context) =>
      context.severity === "critical" ? `${crashes(context)}\n${noneLives(context)}` : crashes(context),
    guard:
      "several processes that died young, of a service that lived for half an hour within the last day: deploys and short jobs are neither",
    summary: "A service starts, dies and starts again",
    description:
      "{{ $value | humanize }} processes of {{ $labels.job }} died within five minutes of their start; when this is critical, no other instance lives.",
    dashboard,
    cases: nodeCases.ProcessCrashLoop,
  },
  {
    name: "HeapNearLimit",
    group: "node",
    component: "nodejs",
    signal: "cause",
    expr: ({ threshold, where }) => `sum by (job, instance) (${node.heapUsed}{${where()}})
  / sum by (job, instance) (${node.heapLimit}{${where()}}) > ${threshold}`,
    guard: "held for minutes: what a garbage collection frees does not count",
    summary: "A process is about to run out of heap",
    description:
      "An instance of {{ $labels.job }} uses {{ $value | humanizePercentage }} of the heap that V8 allows it; at the limit it crashes.",
    dashboard,
    cases: nodeCases.HeapNearLimit,
  },
];
