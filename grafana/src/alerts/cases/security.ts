import type { AlertCase } from "../../alert/definition.ts";

const labels = { job: "shop/accounts" };
const login = (outcome: string, instance = "a"): string =>
  `app_auth_login_total{job="shop/accounts",instance="${instance}",outcome="${outcome}",method="password",reason="none"}`;

export const failedLoginCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [login("success")]: "0+60x20", [login("failure")]: "0+60x20" },
    at: "15m",
    fires: [{ severity: "warning", labels, value: "50%" }],
  },
  { name: "zero traffic", series: { [login("success")]: "9x20", [login("failure")]: "9x20" }, at: "20m", fires: [] },
  {
    name: "a single error",
    series: { [login("success")]: "0x20", [login("failure")]: "0x10 1x10" },
    at: "13m",
    fires: [],
  },
  {
    name: "many logins, of which some fail",
    series: { [login("success")]: "0+600x20", [login("failure")]: "0+60x20" },
    at: "20m",
    fires: [],
  },
  {
    name: "a restart",
    series: {
      [login("failure")]: "900x10 _x20",
      [login("failure", "b")]: "_x11 0x19",
      [login("success", "b")]: "_x11 0+5x19",
    },
    at: "18m",
    fires: [],
  },
];

const limit = 'app_rate_limit_hits_total{job="shop/accounts",instance="a",limiter="search"}';

export const rateLimitCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [limit]: "0+300x20" },
    at: "15m",
    fires: [{ severity: "warning", labels: { ...labels, limiter: "search" }, value: "5" }],
  },
  { name: "zero traffic", series: { [limit]: "9000x20" }, at: "15m", fires: [] },
  { name: "a single burst", series: { [limit]: "0x10 200x10" }, at: "13m", fires: [] },
  { name: "a restart", series: { [limit]: "9000x10 _ 0x10" }, at: "15m", fires: [] },
];

const attack =
  'otel_preload_http_server_suspicious_requests_total{job="shop/accounts",instance="a",attack="sql_injection"}';

export const suspiciousCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [attack]: "0+20x20" },
    at: "15m",
    fires: [{ severity: "warning", labels: { ...labels, attack: "sql_injection" }, value: "200" }],
  },
  { name: "zero traffic", series: { [attack]: "0x20" }, at: "15m", fires: [] },
  { name: "a single one", series: { [attack]: "0x10 1x10" }, at: "12m", fires: [] },
  { name: "a restart", series: { [attack]: "900x10 _ 0x10" }, at: "15m", fires: [] },
];

const denied = (instance: string): string =>
  `app_auth_denied_total{job="shop/accounts",instance="${instance}",resource="invoice"}`;
const rejected = (instance: string): string =>
  `app_auth_token_total{job="shop/accounts",instance="${instance}",action="rejected",provider="google"}`;

/** An hour of one a minute, then what each case says. */
function risesOf(name: (instance: string) => string): AlertCase[] {
  return [
    {
      name: "fires",
      series: { [name("a")]: "0+1x120 120+10x30" },
      at: "135m",
      fires: [{ severity: "warning", labels, value: "100" }],
    },
    { name: "as always", series: { [name("a")]: "0+10x150" }, at: "150m", fires: [] },
    { name: "zero traffic", series: { [name("a")]: "40x150" }, at: "150m", fires: [] },
    { name: "a single one", series: { [name("a")]: "0x120 1x30" }, at: "125m", fires: [] },
    { name: "a restart", series: { [name("a")]: "0+1x120 _x30", [name("b")]: "_x121 0+1x29" }, at: "130m", fires: [] },
    { name: "a gap", series: { [name("a")]: "0+1x120 _x15 135+1x15" }, at: "140m", fires: [] },
    {
      name: "a morning after a night",
      series: { [name("a")]: "0+5x120 605x360 605+5x60" },
      at: "520m",
      fires: [],
    },
  ];
}

export const deniedCases: readonly AlertCase[] = risesOf(denied);
export const tokenCases: readonly AlertCase[] = risesOf(rejected);
