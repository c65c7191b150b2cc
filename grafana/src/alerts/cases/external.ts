import type { AlertCase } from "../../alert/definition.ts";

type Name = "CircuitBreakerOpen" | "ExternalApiErrorRate" | "AiCallsFailing";

const breaker = (state: string, instance = "a"): string =>
  `app_circuit_breaker_state{job="shop/orders",instance="${instance}",breaker="payments",state="${state}"}`;
const calls = (more: string, instance = "a"): string =>
  `http_client_request_duration_seconds_count{job="shop/orders",instance="${instance}",server_address="api.pay.example"${more}}`;
const ok = ',http_response_status_code="200"';
const ai = (more = ""): string =>
  `gen_ai_client_operation_duration_seconds_count{job="shop/assistant",instance="a",gen_ai_request_model="gpt-4o"${more}}`;
const payments = { job: "shop/orders", breaker: "payments" };
const provider = { job: "shop/orders", server_address: "api.pay.example" };
const model = { job: "shop/assistant", gen_ai_request_model: "gpt-4o" };

/** One-minute samples of breakers and outgoing calls, and what must come of them. */
export const externalCases: Readonly<Record<Name, readonly AlertCase[]>> = {
  CircuitBreakerOpen: [
    {
      name: "fires",
      series: { [breaker("open")]: "0x5 1x20", [breaker("half_open")]: "0x25", [breaker("closed")]: "1x5 0x20" },
      at: "20m",
      fires: [
        { severity: "critical", labels: payments },
        { severity: "warning", labels: payments },
      ],
    },
    {
      name: "fires while every trial fails",
      series: { [breaker("open")]: "0x5 1 0 1 0 1 0", [breaker("half_open")]: "0x5 0 1 0 1 0 1" },
      at: "10m",
      fires: [{ severity: "warning", labels: payments }],
    },
    { name: "zero traffic", series: { [breaker("open")]: "0x20", [breaker("closed")]: "1x20" }, at: "15m", fires: [] },
    {
      name: "a single trip",
      series: { [breaker("open")]: "0x5 1 0x14", [breaker("closed")]: "1x5 0 1x14" },
      at: "6m",
      fires: [],
    },
    {
      name: "a restart",
      series: { [breaker("open")]: "0x9 _x20", [breaker("open", "b")]: "_x10 0x20" },
      at: "15m",
      fires: [],
    },
  ],
  ExternalApiErrorRate: [
    {
      name: "fires",
      series: {
        [calls(ok)]: "0+20x20",
        [calls(',error_type="ECONNREFUSED"')]: "0+40x20",
        [calls(',error_type="503",http_response_status_code="503"')]: "0+20x20",
        [calls(',error_type="429",http_response_status_code="429"')]: "0+20x20",
      },
      at: "15m",
      fires: [
        { severity: "critical", labels: provider, value: "80%" },
        { severity: "warning", labels: provider, value: "80%" },
      ],
    },
    {
      name: "zero traffic",
      series: { [calls(ok)]: "900x20", [calls(',error_type="ECONNRESET"')]: "500x20" },
      at: "15m",
      fires: [],
    },
    {
      name: "a single error",
      series: { [calls(',error_type="ECONNRESET"')]: "0x5 1x15" },
      at: "12m",
      fires: [],
    },
    {
      name: "answers that say no",
      series: {
        [calls(ok)]: "0+10x20",
        [calls(',error_type="404",http_response_status_code="404"')]: "0+80x20",
        [calls(',error_type="402",http_response_status_code="402"')]: "0+10x20",
      },
      at: "15m",
      fires: [],
    },
    {
      name: "a deploy",
      series: {
        [calls(ok)]: "0+60x8 _x15",
        [calls(',error_type="ECONNRESET"')]: "0x8 4 _x15",
        [calls(ok, "b")]: "_x9 0+60x15",
      },
      at: "16m",
      fires: [],
    },
  ],
  AiCallsFailing: [
    {
      name: "fires",
      series: { [ai()]: "0+1x40", [ai(',error_type="RateLimitError"')]: "0+1x40" },
      at: "35m",
      fires: [{ severity: "warning", labels: model, value: "50%" }],
    },
    { name: "zero traffic", series: { [ai(',error_type="RateLimitError"')]: "30x40" }, at: "35m", fires: [] },
    {
      name: "a single error",
      series: { [ai()]: "0x40", [ai(',error_type="APIConnectionError"')]: "0x20 1x20" },
      at: "30m",
      fires: [],
    },
    {
      name: "a few failures among many calls",
      series: { [ai()]: "0+60x40", [ai(',error_type="APIConnectionError"')]: "0+1x40" },
      at: "35m",
      fires: [],
    },
  ],
};
