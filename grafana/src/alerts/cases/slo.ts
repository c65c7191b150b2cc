import type { AlertCase } from "../../alert/definition.ts";

const labels = { job: "shop/api", slo: "checkout" };
const of = (name: string, slo = "checkout"): string => `slo:${name}{job="shop/api",slo="${slo}"}`;
/** 99.9 %, so that one failure in a thousand is the budget. */
const objective = { [of("objective:ratio")]: "0.999x700" };

export const burnRateCases: readonly AlertCase[] = [
  {
    name: "fires fast",
    // A twentieth fails for an hour: fifty times the budget.
    series: { ...objective, [of("sli_total:rate5m")]: "10x700", [of("sli_bad:rate5m")]: "0x600 0.5x100" },
    at: "663m",
    fires: [
      { severity: "critical", labels, value: "50" },
      // A day is not there yet: eleven hours, of which one was bad.
      { severity: "warning", labels, value: "4.511" },
    ],
  },
  {
    name: "fires slowly",
    // Half a percent fails all the time: five times the budget. No page.
    series: { ...objective, [of("sli_total:rate5m")]: "10x700", [of("sli_bad:rate5m")]: "0.05x700" },
    at: "600m",
    fires: [{ severity: "warning", labels, value: "5" }],
  },
  {
    name: "zero traffic",
    series: { ...objective, [of("sli_total:rate5m")]: "0x700", [of("sli_bad:rate5m")]: "0x700" },
    at: "600m",
    fires: [],
  },
  {
    name: "a single error",
    series: { ...objective, [of("sli_total:rate5m")]: "0.01x700", [of("sli_bad:rate5m")]: "0x595 0.00333x5 0x100" },
    at: "600m",
    fires: [],
  },
  {
    name: "a gap",
    series: {
      ...objective,
      [of("sli_total:rate5m")]: "10x300 _x120 10x280",
      [of("sli_bad:rate5m")]: "0x300 _x120 0x280",
    },
    at: "430m",
    fires: [],
  },
  {
    name: "an objective nobody declared",
    series: {
      [of("objective:ratio", "availability-default")]: "0.999x700",
      [of("sli_total:rate5m", "availability-default")]: "10x700",
      [of("sli_bad:rate5m", "availability-default")]: "0.5x700",
    },
    at: "600m",
    fires: [],
  },
];
