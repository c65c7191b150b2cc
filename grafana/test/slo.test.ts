import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { binariesOf, buildTimeoutMillis, runProgram } from "../../packages/cli/test/stack/tools.ts";
import { defaultConfig } from "../src/config.ts";
import { generateMixin } from "../src/mixin.ts";
import type { Config } from "../src/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "slo-"));
const rulesFolder = join(folder, "prometheus/rules");
let promtool = "";

const config: Config = {
  ...defaultConfig,
  services: [{ job: "shop/api", replicas: 2, team: "shop" }, { job: "shop/mailer" }],
  slos: [
    {
      name: "api-answers",
      job: "shop/api",
      kind: { type: "availability" },
      objective: 0.999,
      window: "30d",
      team: "shop",
    },
    { name: "api-is-fast", job: "shop/api", kind: { type: "latency", seconds: 1 }, objective: 0.95, window: "7d" },
    { name: "web-is-fast", job: "web.site", kind: { type: "latency", seconds: 2.5 }, objective: 0.95, window: "7d" },
  ],
};

beforeAll(async () => {
  promtool = (await binariesOf("prometheus"))["promtool"] ?? "";
  write(config);
}, buildTimeoutMillis);
afterAll(() => rmSync(folder, { recursive: true }));

function write(of: Config): void {
  for (const { path, content } of generateMixin(of)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

const count = (job: string, code: string): string =>
  `http_server_request_duration_seconds_count{job="${job}",instance="a",http_response_status_code="${code}"}`;
const bucket = (job: string, le: string): string =>
  `http_server_request_duration_seconds_bucket{job="${job}",instance="a",http_response_status_code="200",le="${le}"}`;

/** A tenth of shop/api fails, a fifth of it is slow; a quarter of the site; the third one nobody has declared. */
const series = {
  [count("shop/api", "200")]: "0+90x120",
  [count("shop/api", "500")]: "0+10x120",
  [bucket("shop/api", "1")]: "0+80x120",
  [bucket("shop/api", "2.5")]: "0+95x120",
  // As a scrape writes it.
  [bucket("web.site", "1.0")]: "0+10x120",
  [bucket("web.site", "2.5")]: "0+75x120",
  [count("web.site", "200")]: "0+100x120",
  [count("webxsite", "200")]: "0+60x120",
  [count("webxsite", "503")]: "0+60x120",
};

interface Sample {
  readonly labels: string;
  readonly value: number;
}

async function evaluates(expected: Readonly<Record<string, readonly Sample[]>>, input: object = series): Promise<void> {
  const file = join(folder, "slo.test.yml");
  const content = {
    rule_files: [join(rulesFolder, "*-recordings*.yml")],
    evaluation_interval: "1m",
    tests: [
      {
        interval: "1m",
        input_series: Object.entries(input).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: Object.entries(expected).map(([expr, samples]) => ({
          expr,
          eval_time: "118m",
          exp_samples: samples,
        })),
      },
    ],
  };
  writeFileSync(file, stringify(content));
  const { code, output } = await runProgram(promtool, ["test", "rules", file]);
  expect(code, output).toBe(0);
}

const answers = '{job="shop/api", slo="api-answers", team="shop"}';
const fast = '{job="shop/api", slo="api-is-fast"}';
const site = '{job="web.site", slo="web-is-fast"}';
const siteDefault = '{job="web.site", slo="availability-default"}';
const other = '{job="webxsite", slo="availability-default"}';

test("declared objectives and the default for everything else are measured, with a boundary however it is spelled", async () => {
  const everywhere = (values: readonly number[]): Sample[] =>
    [answers, fast, site, siteDefault, other].map((labels, index) => ({ labels, value: values[index] as number }));
  await evaluates({
    "round(slo:objective:ratio, 0.0001)": everywhere([0.999, 0.95, 0.95, 0.99, 0.99]),
    "round(slo:error_budget:ratio, 0.0001)": everywhere([0.001, 0.05, 0.05, 0.01, 0.01]),
    "round(slo:sli_error:ratio_rate5m, 0.0001)": everywhere([0.1, 0.2, 0.25, 0, 0.5]),
    "round(slo:sli_error:ratio_rate1h, 0.0001)": everywhere([0.1, 0.2, 0.25, 0, 0.5]),
    "round(slo:sli_error:ratio_rate3d, 0.0001)": everywhere([0.1, 0.2, 0.25, 0, 0.5]),
    "round(slo:current_burn_rate:ratio, 0.0001)": everywhere([100, 4, 5, 0, 50]),
    "round(slo:period_burn_rate:ratio, 0.0001)": everywhere([100, 4, 5, 0, 50]),
    "round(slo:period_error_budget_remaining:ratio, 0.0001)": everywhere([-99, -3, -4, 1, -49]),
    "count by (type, window, declared) (slo_info)": [
      { labels: '{type="availability", window="30d", declared="true"}', value: 1 },
      { labels: '{type="latency", window="7d", declared="true"}', value: 2 },
      { labels: '{type="availability", window="7d", declared="false"}', value: 2 },
    ],
  });
});

test("quiet hours count for as much as they had", async () => {
  await evaluates(
    {
      // One request in a quiet hour fails, then none of 6,000.
      'slo:sli_error:ratio_rate2h{slo="availability-default"} < bool 0.001': [
        { labels: '{job="webxsite", slo="availability-default"}', value: 1 },
      ],
    },
    { [count("webxsite", "503")]: "0x5 1x115", [count("webxsite", "200")]: "1x60 1+100x59" },
  );
});

test("where there are no requests nothing is said, and nothing is divided by zero", async () => {
  await evaluates(
    { "slo:sli_error:ratio_rate5m": [], "slo:sli_error:ratio_rate1h": [], "slo:period_burn_rate:ratio": [] },
    { [count("webxsite", "200")]: "7x120" },
  );
});

test("declared services become series", async () => {
  await evaluates({
    "service:replicas:declared * 1": [
      { labels: '{job="shop/api", team="shop"}', value: 2 },
      { labels: '{job="shop/mailer"}', value: 1 },
    ],
  });
});

test.for([1, 0.02])("Prometheus' checker accepts all rules, at a time scale of %d", async (timeScale) => {
  const files = generateMixin({ ...config, timeScale }).filter(({ path }) => path.startsWith("prometheus/rules/"));
  const paths = files.map(({ path, content }) => {
    const file = join(folder, `${timeScale}-${path.replaceAll("/", "-")}`);
    writeFileSync(file, content);
    return file;
  });
  const { code, output } = await runProgram(promtool, ["check", "rules", "--lint=all", "--lint-fatal", ...paths]);
  expect(code, output).toBe(0);
});

test("every alert of a declared service is its team's, others are nobody's", async () => {
  const file = join(folder, "team.test.yml");
  const active = (job: string): string => `sum by (job, team) (ALERTS{alertname="HttpErrorRatioHigh",job="${job}"})`;
  const content = {
    rule_files: [join(rulesFolder, "http.yml")],
    evaluation_interval: "1m",
    tests: [
      {
        interval: "1m",
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: [
          { labels: '{job="shop/api", team="shop"}', job: "shop/api" },
          { labels: '{job="webxsite", team="none"}', job: "webxsite" },
        ].map(({ labels, job }) => ({
          expr: active(job),
          eval_time: "60m",
          exp_samples: [{ labels, value: 2 }],
        })),
      },
    ],
  };
  writeFileSync(file, stringify(content));
  const { code, output } = await runProgram(promtool, ["test", "rules", file]);
  expect(code, output).toBe(0);
});

test("a latency that is no boundary is named", () => {
  const slos: Config["slos"] = [
    { name: "fast", job: "a", kind: { type: "latency", seconds: 0.3 }, objective: 0.9, window: "7d" },
  ];
  expect(() => generateMixin({ ...defaultConfig, slos })).toThrow(
    /SLO fast: 0\.3 s is no boundary .*expected one of 0\.005/,
  );
});
