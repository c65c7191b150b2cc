import type { AlertCase } from "../../alert/definition.ts";

const week = 10_080;
const at = `${week + 200}m` as const;
const event = (name: string, instance = "a"): string =>
  `app_business_events_total{job="shop/api",instance="${instance}",event="${name}"}`;
const info = 'target_info{job="shop/api",instance="a"}';
const there = { [info]: `1x${week + 400}` };

/** A week is long to evaluate: several events share a case. */
export const droppedCases: readonly AlertCase[] = [
  {
    name: "fires, also when there is none since a restart",
    series: {
      ...there,
      // Two a minute for a week, then one in five minutes.
      [event("checkout")]: `0+2x${week} ${2 * week}+0.2x400`,
      [event("signup")]: `0+2x${week} _x400`,
      [event("search")]: `0+2x${week + 400}`,
    },
    at,
    fires: [
      { severity: "warning", labels: { job: "shop/api", event: "checkout" }, value: "10%" },
      { severity: "warning", labels: { job: "shop/api", event: "signup" }, value: "0%" },
    ],
  },
  {
    name: "zero traffic, and a single event last week",
    series: { ...there, [event("checkout")]: `40x${week + 400}`, [event("signup")]: `0x150 1x${week + 250}` },
    at,
    fires: [],
  },
  {
    name: "a restart and a deploy",
    series: {
      ...there,
      [event("checkout")]: `0+2x${week + 150} _x250`,
      [event("checkout", "b")]: `_x${week + 151} 0+2x249`,
    },
    at,
    fires: [],
  },
  {
    name: "the service is down",
    series: { [info]: `1x${week} _x400`, [event("checkout")]: `0+2x${week} _x400` },
    at,
    fires: [],
  },
  {
    name: "the service is back after it was down",
    series: {
      [info]: `1x${week + 80} _x100 1x220`,
      [event("checkout")]: `0+2x${week + 80} _x100 ${2 * (week + 80)}+2x220`,
    },
    at,
    fires: [],
  },
];

const task = (outcome: string): string =>
  `app_task_duration_seconds_count{job="shop/mailer",instance="a",task="newsletter",outcome="${outcome}"}`;
const taskLabels = { job: "shop/mailer", task: "newsletter" };

export const taskCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [task("success")]: "0+1x120", [task("failure")]: "0+3x120" },
    at: "90m",
    fires: [
      { severity: "critical", labels: taskLabels, value: "75%" },
      { severity: "warning", labels: taskLabels, value: "75%" },
    ],
  },
  {
    name: "zero traffic",
    series: { [task("success")]: "9x120", [task("failure")]: "50x120" },
    at: "90m",
    fires: [],
  },
  {
    name: "a single error",
    series: { [task("success")]: "0x120", [task("failure")]: "0x60 1x60" },
    at: "80m",
    fires: [],
  },
  {
    name: "a restart",
    series: { [task("success")]: "0+1x120", [task("failure")]: "90x60 0x60" },
    at: "80m",
    fires: [],
  },
];

const operations = (outcome: string): string =>
  `app_tenant_operations_total{job="shop/accounts",instance="a",tenant="acme",outcome="${outcome}"}`;

export const tenantCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [operations("success")]: "0+1x60", [operations("failure")]: "0+1x60" },
    at: "45m",
    fires: [{ severity: "info", labels: { job: "shop/accounts", tenant: "acme" }, value: "50%" }],
  },
  {
    name: "zero traffic",
    series: { [operations("success")]: "9x60", [operations("failure")]: "90x60" },
    at: "45m",
    fires: [],
  },
  {
    name: "a single error",
    series: { [operations("success")]: "0x60", [operations("failure")]: "0x30 1x30" },
    at: "40m",
    fires: [],
  },
];
