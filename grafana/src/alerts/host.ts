import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { secondsOf, type Duration } from "../duration.ts";
import { host } from "../inventory/host.ts";
import { hostCases } from "./cases/host.ts";

const disk = "job, instance, device, mountpoint";
const dashboard = { uid: "otel-host", variables: { host: "{{ $labels.instance }}" } };

/** What `df` calls available, as a share: blocks reserved for root are neither used nor free. */
const freeShare = `sum by (${disk}) (${host.filesystem}{state="free",mode="rw"})
  / sum by (${disk}) (${host.filesystem}{state=~"free|used",mode="rw"})`;

/** Holds where the free space of the last six hours, continued, ends within `ahead`; an hour is the least to go by. */
function endsWithin({ time }: RuleContext, ahead: Duration): string {
  const free = `${host.filesystem}{state="free",mode="rw"}`;
  return `and sum by (${disk}) (predict_linear(${free}[${time("6h")}], ${secondsOf(time(ahead))})) < 0
and sum by (${disk}) (${free} offset ${time("1h")}) > 0`;
}

/** The machine. */
export const hostAlerts: readonly AlertDef[] = [
  {
    name: "HostMemoryHigh",
    group: "host",
    component: "host",
    signal: "cause",
    expr: ({ threshold }) => `sum by (job, instance) (${host.memory}{state="used"})
  / sum by (job, instance) (${host.memoryLimit}) > ${threshold}`,
    guard: "caches and buffers do not count; held for minutes",
    summary: "A machine runs out of memory",
    description: "{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its memory.",
    dashboard,
    cases: hostCases.HostMemoryHigh,
  },
  {
    name: "CpuHigh",
    group: "host",
    component: "host",
    signal: "cause",
    expr: ({ threshold, window }) => {
      const rate = (matcher: string): string =>
        `sum by (job, instance) (rate(${host.cpuTime}{${matcher}}[${window.rate}]))`;
      return `1 - ${rate('state=~"idle|wait"')}
  / ${rate("")} > ${threshold}`;
    },
    guard: "all processors together, for ten minutes; waiting for a disk is not computing",
    summary: "A machine has no processor time left",
    description: "{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its processors.",
    dashboard,
    cases: hostCases.CpuHigh,
  },
  {
    name: "DiskSpaceLow",
    group: "host",
    component: "host",
    signal: "cause",
    // A disk that has been 85 % full for a year is fine: the warning also wants an end within four hours.
    expr: (context) =>
      context.severity === "critical"
        ? `${freeShare} < ${context.threshold}`
        : `${freeShare} < ${context.threshold}\n${endsWithin(context, "4h")}`,
    guard: "writable disks only; the warning also needs a trend of at least an hour",
    summary: "A disk is nearly full",
    description: "{{ $labels.mountpoint }} on {{ $labels.instance }} has {{ $value | humanizePercentage }} left.",
    dashboard,
    cases: hostCases.DiskSpaceLow,
  },
  {
    name: "DiskFullSoon",
    group: "host",
    component: "host",
    signal: "cause",
    expr: (context) => `${freeShare} < ${context.threshold}\n${endsWithin(context, "24h")}`,
    guard: "the trend of six hours, held for an hour; a disk with much left is not judged",
    summary: "A disk will be full within a day",
    description:
      "{{ $labels.mountpoint }} on {{ $labels.instance }} has {{ $value | humanizePercentage }} left and, at this pace, nothing within a day.",
    dashboard,
    cases: hostCases.DiskFullSoon,
  },
];
