import type { AlertCase } from "../../alert/definition.ts";

type Name = "HttpErrorRatioHigh" | "HttpErrorsLowTraffic" | "HttpLatencyP95High";

const count = (status: number, instance = "a"): string =>
  `http_server_request_duration_seconds_count{job="shop/api",instance="${instance}",http_response_status_code="${status}"}`;
const requests = 'http_server_request_duration_seconds_count{job="shop/api"}';
const bucket = (le: string): string => `http_server_request_duration_seconds_bucket{job="shop/api",le="${le}"}`;
const labels = { job: "shop/api" };

/** One-minute samples of requests, and what must come of them. */
export const httpCases: Readonly<Record<Name, readonly AlertCase[]>> = {
  HttpErrorRatioHigh: [
    {
      name: "fires",
      series: { [count(200)]: "0+90x20", [count(500)]: "0+10x20" },
      at: "20m",
      fires: [
        { severity: "critical", labels, value: "10%" },
        { severity: "warning", labels, value: "10%" },
      ],
    },
    {
      name: "warns only",
      series: { [count(200)]: "0+98x30", [count(503)]: "0+2x30" },
      at: "25m",
      fires: [{ severity: "warning", labels, value: "2%" }],
    },
    { name: "zero traffic", series: { [count(500)]: "7x20" }, at: "20m", fires: [] },
    { name: "a single error", series: { [count(200)]: "0+1x20", [count(500)]: "0x10 1x10" }, at: "20m", fires: [] },
    {
      // The old process answers its last requests with 503, the new one starts from 0.
      name: "a restart",
      series: {
        [count(200)]: "5000+60x8 _x20",
        [count(503)]: "0x8 3 _x20",
        [count(200, "b")]: "_x10 0+60x20",
        [count(503, "b")]: "_x10 0x20",
      },
      at: "16m",
      fires: [],
    },
    {
      name: "a gap",
      series: { [count(200)]: "0+60x5 _x8 840+60x10", [count(500)]: "0x5 _x8 0x10" },
      at: "18m",
      fires: [],
    },
    {
      name: "requests that are refused",
      series: { [count(200)]: "0+10x20", [count(404)]: "0+90x20" },
      at: "20m",
      fires: [],
    },
  ],
  HttpErrorsLowTraffic: [
    {
      name: "fires",
      series: { [count(500)]: "0+1x60" },
      at: "60m",
      fires: [{ severity: "warning", labels, value: "60" }],
    },
    { name: "a single error", series: { [count(500)]: "0x30 1x30" }, at: "60m", fires: [] },
    { name: "zero traffic", series: { [count(500)]: "9x60" }, at: "60m", fires: [] },
    {
      name: "much traffic, which the ratio judges",
      series: { [count(200)]: "0+600x60", [count(500)]: "0+1x60" },
      at: "60m",
      fires: [],
    },
    {
      name: "quiet after a busy time with a few failures",
      series: { [count(200)]: "0+60x50 3000x20", [count(500)]: "0+0.2x50 10x20" },
      at: "60m",
      fires: [],
    },
    { name: "a restart", series: { [count(500)]: "9x20 _x60", [count(500, "b")]: "_x22 0x60" }, at: "60m", fires: [] },
  ],
  HttpLatencyP95High: [
    {
      name: "fires",
      series: {
        [bucket("1")]: "0x20",
        [bucket("2")]: "0x20",
        [bucket("2.5")]: "0x20",
        [bucket("5")]: "0+60x20",
        [bucket("+Inf")]: "0+60x20",
        [requests]: "0+60x20",
      },
      at: "20m",
      fires: [
        { severity: "critical", labels, value: "4.875s" },
        { severity: "warning", labels, value: "4.875s" },
      ],
    },
    {
      // All take 1.1 s. Without a boundary at 2 s the estimate would be 2.4 s, and somebody would be woken.
      name: "warns only",
      series: {
        [bucket("1")]: "0x20",
        [bucket("2")]: "0+60x20",
        [bucket("2.5")]: "0+60x20",
        [bucket("+Inf")]: "0+60x20",
        [requests]: "0+60x20",
      },
      at: "20m",
      fires: [{ severity: "warning", labels, value: "1.95s" }],
    },
    {
      name: "zero traffic",
      series: { [bucket("5")]: "60x20", [bucket("+Inf")]: "60x20", [requests]: "60x20" },
      at: "20m",
      fires: [],
    },
    {
      name: "a single slow request",
      series: {
        [bucket("1")]: "0+59x20",
        [bucket("5")]: "0+60x20",
        [bucket("+Inf")]: "0+60x20",
        [requests]: "0+60x20",
      },
      at: "20m",
      fires: [],
    },
    {
      // The first requests of a new process compile and connect.
      name: "a deploy",
      series: {
        [bucket("1")]: "0+60x5 300x2 300+60x15",
        [bucket("5")]: "0+60x5 360+60x2 480+60x15",
        [bucket("+Inf")]: "0+60x5 360+60x2 480+60x15",
        [requests]: "0+60x5 360+60x2 480+60x15",
      },
      at: "9m",
      fires: [],
    },
  ],
};
