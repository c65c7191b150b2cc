import type { ModuleKind } from "../contender/table.ts";
import type { PartName } from "../options.ts";

/** At most or at least this much. */
export type Limit = { readonly most: number } | { readonly least: number };

/** One row of the table: a value of a part's samples, and how it is compared. */
export interface Figure {
  readonly label: string;
  readonly part: PartName;
  readonly kind: ModuleKind;
  /** Among the values of the part's samples. */
  readonly value: string;
  /** "share": of what was to arrive, never more than all. */
  readonly compare: "ratio" | "added" | "share";
  readonly unit: string;
  readonly digits: number;
  readonly must?: Limit;
  readonly aim?: Limit;
  /** A panel of the picture has this title. */
  readonly panel?: string;
}

const kinds = { cjs: "CommonJS", esm: "ESM" } as const;
const all: Limit = { least: 100 };

const throughput = (part: "hello" | "app", kind: ModuleKind, must: Limit, aim: Limit): Figure => ({
  label: `${part}, ${kinds[kind]}: requests/s ÷ bare`,
  part,
  kind,
  value: "requestsPerSecond",
  compare: "ratio",
  unit: "",
  digits: 2,
  must,
  aim,
  ...(kind === "cjs" ? { panel: `${part}: requests/s ÷ bare (more is better)` } : {}),
});

/** Where neighbours took cpu from the server, this says what it would have served without them. */
const efficiency = (part: "hello" | "app", kind: ModuleKind): Figure => ({
  label: `${part}, ${kinds[kind]}: requests per second of CPU ÷ bare`,
  part,
  kind,
  value: "requestsPerCpuSecond",
  compare: "ratio",
  unit: "",
  digits: 2,
});

const cpu = (part: "hello" | "app", kind: ModuleKind, must: Limit, aim: Limit): Figure => ({
  label: `${part}, ${kinds[kind]}: added CPU per request`,
  part,
  kind,
  value: "cpuMicrosPerRequest",
  compare: "added",
  unit: "µs",
  digits: 1,
  must,
  aim,
  ...(kind === "cjs" ? { panel: `${part}: added CPU per request, µs` } : {}),
});

const start = (kind: ModuleKind, must: Limit, aim: Limit): readonly Figure[] => [
  {
    label: `start-up and end added, ${kinds[kind]}`,
    part: "startup",
    kind,
    value: "wholeMillis",
    compare: "added",
    unit: "ms",
    digits: 0,
    must,
    aim,
    panel: `start-up added, ${kinds[kind]}, ms`,
  },
  {
    label: `of it until the first line of the program, ${kinds[kind]}`,
    part: "startup",
    kind,
    value: "firstLineMillis",
    compare: "added",
    unit: "ms",
    digits: 0,
  },
];

const shape = { kind: "cjs", digits: 2 } as const;
const latency = { ...shape, part: "latency", compare: "ratio", unit: "" } as const;
const memory = { ...shape, part: "memory", compare: "added", unit: "MB", digits: 1 } as const;
const kept = { ...shape, part: "kept", compare: "share", unit: "%", digits: 1, must: all, aim: all } as const;
const delay = {
  ...shape,
  part: "exit",
  compare: "added",
  unit: "s",
  must: { most: 2 },
  aim: { most: 0.3 },
} as const;

/** The table, from top to bottom. */
export const figures: readonly Figure[] = [
  throughput("hello", "cjs", { least: 0.75 }, { least: 0.88 }),
  throughput("hello", "esm", { least: 0.75 }, { least: 0.88 }),
  efficiency("hello", "cjs"),
  efficiency("hello", "esm"),
  cpu("hello", "cjs", { most: 4 }, { most: 2 }),
  cpu("hello", "esm", { most: 4 }, { most: 2 }),
  throughput("app", "cjs", { least: 0.8 }, { least: 0.95 }),
  throughput("app", "esm", { least: 0.8 }, { least: 0.95 }),
  efficiency("app", "cjs"),
  efficiency("app", "esm"),
  cpu("app", "cjs", { most: 15 }, { most: 5 }),
  cpu("app", "esm", { most: 15 }, { most: 5 }),
  { ...latency, label: "hello at a fixed rate: p50 ÷ bare", value: "p50Millis" },
  {
    ...latency,
    label: "hello at a fixed rate: p99 ÷ bare",
    value: "p99Millis",
    must: { most: 1.3 },
    aim: { most: 1.1 },
    panel: "p99 at a fixed rate ÷ bare",
  },
  ...start("cjs", { most: 60 }, { most: 25 }),
  ...start("esm", { most: 120 }, { most: 60 }),
  { ...memory, label: "memory added, idle", value: "idleMegabytes", must: { most: 20 }, aim: { most: 12 } },
  {
    ...memory,
    label: "memory added, under load",
    value: "loadMegabytes",
    must: { most: 60 },
    aim: { most: 30 },
    panel: "memory added under load, MB",
  },
  {
    ...kept,
    label: "spans kept: 1,500 requests/s × 8",
    value: "steadyShare",
    panel: "spans kept at 1,500 requests/s × 8, %",
  },
  { ...kept, label: "spans kept: burst of 50,000", value: "burstShare", panel: "spans kept of a burst of 50,000, %" },
  { ...kept, label: "spans kept: normal end", value: "endShare" },
  { ...kept, label: "spans kept: process.exit", value: "exitShare", panel: "spans kept at process.exit, %" },
  { ...kept, label: "spans kept: uncaught error", value: "uncaughtShare" },
  { ...kept, label: "spans kept: unhandled rejection", value: "rejectionShare" },
  { ...kept, label: "spans kept: SIGTERM", value: "SIGTERMShare" },
  { ...kept, label: "spans kept: SIGINT", value: "SIGINTShare" },
  {
    ...delay,
    label: "exit delay, collector refuses, normal end",
    value: "endMillis refused",
    panel: "exit delay, collector down, s",
  },
  { ...delay, label: "exit delay, collector refuses, process.exit", value: "exitMillis refused" },
  { ...delay, label: "exit delay, collector is silent, normal end", value: "endMillis silent" },
  { ...delay, label: "exit delay, collector is silent, process.exit", value: "exitMillis silent" },
];

/** By what a value of the samples is multiplied to be in the figure's unit. */
export const scaleOf = ({ unit }: Figure): number => ({ s: 1 / 1000, "%": 100 })[unit] ?? 1;
