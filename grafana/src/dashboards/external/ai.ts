import { chosen } from "../../dashboard/variables.ts";
import type { Row } from "../../dashboard/definition.ts";
import { ai } from "../../inventory/upstream.ts";
import { prom } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { graphRange as rate } from "../parts/requests.ts";

const fedBy = "shop-plus";
const noValue = "no AI calls";
const model = "gen_ai_request_model";

/** AI calls: rate, failures, tokens, and what they cost by the configured prices. */
export function aiRow(config: Config): Row {
  const used = chosen(config);
  const calls = `sum by (${model}) (rate(${ai.duration.count}{${used}}[${rate}]))`;
  const spent = costExpr(config, used);
  return {
    title: "AI calls",
    panels: [
      timeseries({
        key: "ai-rate",
        title: "AI calls by model",
        description: "Calls a second. Fed by the openai and aws-sdk instrumentations.",
        fedBy,
        noValue,
        unit: "reqps",
        queries: [prom(calls, "{{gen_ai_request_model}}")],
      }),
      timeseries({
        key: "ai-errors",
        title: "Failed AI calls",
        description: "Share of calls that fail: rate limits, time-outs, refused keys.",
        fedBy,
        noValue,
        unit: "percentunit",
        max: 1,
        thresholds: { warning: 0.05, bad: 0.2 },
        queries: [
          prom(
            `(sum by (${model}) (rate(${ai.duration.count}{${used}, error_type!=""}[${rate}])) or 0 * ${calls}) / ${calls}`,
            "{{gen_ai_request_model}}",
          ),
        ],
      }),
      timeseries({
        key: "ai-duration",
        title: "Duration of AI calls (p95)",
        description: "One call in twenty takes longer.",
        fedBy,
        noValue,
        unit: "s",
        queries: [
          prom(
            `histogram_quantile(0.95, sum by (${model}, le) (rate(${ai.duration.bucket}{${used}}[${rate}])))`,
            "{{gen_ai_request_model}}",
          ),
        ],
      }),
      timeseries({
        key: "ai-tokens",
        title: "Tokens",
        description: "Tokens a minute, in and out, by model.",
        fedBy,
        noValue,
        width: 12,
        stack: true,
        queries: [
          prom(
            `60 * sum by (${model}, gen_ai_token_type) (rate(${ai.tokens.sum}{${used}}[${rate}]))`,
            "{{gen_ai_request_model}} {{gen_ai_token_type}}",
          ),
        ],
      }),
      timeseries({
        key: "ai-cost",
        title: "Cost an hour",
        description: "Tokens × the prices in the configuration (`tokenPrices`); models without a price are not in it.",
        fedBy,
        noValue: "no calls of a model with a price",
        unit: "currencyUSD",
        width: 8,
        queries: [prom(`3600 * ${spent(rate)}`, "{{gen_ai_request_model}}")],
      }),
      stat({
        key: "ai-cost-range",
        title: "Cost in this time",
        description:
          "Of all models with a price in the configuration (tokenPrices). Fed by the OpenAI instrumentation.",
        fedBy,
        noValue: "no calls of a model with a price",
        unit: "currencyUSD",
        height: 8,
        queries: [prom(`sum(${spent("$__range")}) * $__range_s`, "cost")],
      }),
    ],
  };
}

/** Dollars a second by model. */
function costExpr({ tokenPrices }: Config, used: string): (range: string) => string {
  return (range) => {
    const parts = Object.entries(tokenPrices).flatMap(([name, { input, output }]) =>
      Object.entries({ input, output }).map(
        ([type, price]) =>
          `sum by (${model}) (rate(${ai.tokens.sum}{${used}, ${model}="${name}", gen_ai_token_type="${type}"}[${range}])) * ${price / 1e6}`,
      ),
    );
    // One series for each model and direction; they differ in a label, so that `or` keeps all of them.
    const labelled = parts.map((part, index) => `label_replace(${part}, "part", "${index}", "", "")`);
    return `sum by (${model}) (${labelled.join(" or ") || "vector(0)"})`;
  };
}
