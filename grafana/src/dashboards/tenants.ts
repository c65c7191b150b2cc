import type { DashboardSource } from "../dashboard/definition.ts";
import { chosen, jobVariable, labelVariable } from "../dashboard/variables.ts";
import { app } from "../inventory/telemetry.ts";
import { prom, promNow } from "../panel/query.ts";
import { piechart, stat } from "../panel/stat.ts";
import { table } from "../panel/table.ts";
import { timeseries } from "../panel/timeseries.ts";
import type { PanelDef } from "../panel/panel.ts";
import type { Config } from "../settings.ts";
import { dashboardLink } from "./parts/links.ts";
import { countInRange } from "./parts/per-minute.ts";

const feed = "Fed by tenant().";
const failure = 'outcome="failure"';
const common = { fedBy: "shop-plus", noValue: "no tenant in this time" } as const;
const { bucket } = app.tenantDuration;

/** Who uses the product how much, and whom it fails. */
export const tenants: DashboardSource = (config) => {
  const where = chosen(config, 'tenant=~"$tenant"');
  return {
    uid: "otel-tenants",
    title: "Tenants",
    folder: "Product",
    description:
      "Usage, errors and latency of each tenant, as applications record them with @org/telemetry. Beyond 200 tenants, the rest is one tenant called other.",
    variables: [
      jobVariable(config),
      labelVariable("tenant", `label_values(${app.tenantOperations}{${chosen(config)}}, tenant)`, {
        description: "The first argument of tenant().",
      }),
    ],
    top: totals(where),
    rows: [
      { title: "Who has trouble", panels: [...troubles(where, config), tenantTable(where)] },
      { title: "Who uses how much", panels: usage(where) },
    ],
    ways: [
      { title: "Business", to: "otel-business" },
      { title: "Errors", to: "otel-errors" },
    ],
  };
};

function totals(where: string): PanelDef[] {
  return [
    stat({
      ...common,
      key: "active",
      title: "Active tenants",
      description: `Tenants for which something was done in the chosen time. ${feed}`,
      decimals: 0,
      width: 6,
      queries: [
        promNow(`count(sum by (tenant) (increase(${app.tenantOperations}{${where}}[$__range])) > 0) or vector(0)`),
      ],
    }),
    stat({
      ...common,
      key: "operations",
      title: "Operations",
      description: `Operations for the chosen tenants in the chosen time. ${feed}`,
      decimals: 0,
      width: 6,
      queries: [promNow(countInRange(`${app.tenantOperations}{${where}}`))],
    }),
    stat({
      ...common,
      key: "failed",
      title: "Failed operations",
      description: `Operations that ended with an error in the chosen time. Good: 0. ${feed}`,
      decimals: 0,
      width: 6,
      thresholds: { warning: 1 },
      queries: [promNow(countInRange(`${app.tenantOperations}{${where},${failure}}`))],
    }),
    stat({
      ...common,
      key: "troubled",
      title: "Tenants with failures",
      description: `How many tenants saw at least one failure in the chosen time: one is their own trouble, many are ours. ${feed}`,
      decimals: 0,
      width: 6,
      thresholds: { warning: 1 },
      queries: [
        promNow(
          `count(sum by (tenant) (increase(${app.tenantOperations}{${where},${failure}}[$__range])) > 0) or vector(0)`,
        ),
      ],
    }),
  ];
}

function troubles(where: string, { thresholds }: Config): PanelDef[] {
  return [
    timeseries({
      ...common,
      key: "failure-share",
      title: "Share of operations that fail",
      description: `Of the ten tenants with the most failures in the chosen time. Good: 0 %; the dashed line is where the alert TenantErrors begins. ${feed}`,
      ...(thresholds.TenantErrors.info && { thresholds: { warning: thresholds.TenantErrors.info.threshold } }),
      unit: "percentunit",
      max: 1,
      width: 12,
      queries: [
        prom(
          ofTop(failureShare(where, "$__rate_interval"), `${app.tenantOperations}{${where},${failure}}`),
          "{{tenant}}",
        ),
      ],
    }),
    timeseries({
      ...common,
      key: "duration",
      title: "Duration, 95th percentile",
      description: `One operation in twenty takes longer; the ten tenants with the most operations; estimated from buckets. ${feed}`,
      unit: "s",
      width: 12,
      queries: [
        prom(ofTop(quantile(0.95, where, "$__rate_interval"), `${app.tenantOperations}{${where}}`), "{{tenant}}"),
      ],
    }),
  ];
}

function tenantTable(where: string): PanelDef {
  const largest = (expr: string): string => ofTop(expr, `${app.tenantOperations}{${where}}`, 20);
  return table({
    ...common,
    key: "tenant-table",
    title: "Each tenant in the chosen time",
    description: `The twenty tenants with the most operations: how many, what share failed, how long they took. A click on a tenant narrows the dashboard down to it. ${feed}`,
    noValue: "–",
    width: 24,
    height: 9,
    sortBy: "operations",
    columns: [
      {
        field: "tenant",
        title: "tenant",
        link: dashboardLink("Only this tenant", "otel-tenants", { tenant: "tenant" }),
      },
      { field: "Value #A", title: "operations", decimals: 0 },
      { field: "Value #B", title: "failed", unit: "percentunit" },
      { field: "Value #C", title: "median", unit: "s" },
      { field: "Value #D", title: "p95", unit: "s" },
    ],
    queries: [
      promNow(`topk(20, sum by (tenant) (increase(${app.tenantOperations}{${where}}[$__range])))`),
      promNow(largest(failureShare(where, "$__range"))),
      promNow(largest(quantile(0.5, where, "$__range"))),
      promNow(largest(quantile(0.95, where, "$__range"))),
    ],
  });
}

function usage(where: string): PanelDef[] {
  const operations = `${app.tenantOperations}{${where}}`;
  return [
    timeseries({
      ...common,
      key: "usage",
      title: "Operations by tenant",
      description: `Of the ten tenants with the most operations in the chosen time. ${feed}`,
      unit: "ops",
      width: 16,
      stack: true,
      queries: [prom(ofTop(`sum by (tenant) (rate(${operations}[$__rate_interval]))`, operations), "{{tenant}}")],
    }),
    piechart({
      ...common,
      key: "shares",
      title: "Shares",
      description: `Who does how much of everything; the ten largest. One large share is a noisy neighbour, or the best customer. ${feed}`,
      decimals: 0,
      width: 8,
      queries: [promNow(`topk(10, sum by (tenant) (increase(${operations}[$__range])))`, "{{tenant}}")],
    }),
  ];
}

/** Of the same few tenants over the whole graph: `topk` alone chooses anew at every point. */
function ofTop(expr: string, counter: string, most = 10): string {
  return `(${expr}) and on (tenant) topk(${most}, sum by (tenant) (increase(${counter}[$__range] @ end())))`;
}

function failureShare(where: string, range: string): string {
  const all = `sum by (tenant) (rate(${app.tenantOperations}{${where}}[${range}]))`;
  return `(sum by (tenant) (rate(${app.tenantOperations}{${where},${failure}}[${range}])) or 0 * ${all}) / (${all} > 0)`;
}

function quantile(share: number, where: string, range: string): string {
  return `histogram_quantile(${share}, sum by (tenant, le) (rate(${bucket}{${where}}[${range}])))`;
}
