import type { AlertCase } from "../../alert/definition.ts";

const shop = 'service:replicas:declared{job="shop/api",team="shop"}';
const labels = { job: "shop/api", team: "shop" };
const info = (instance: string, version = "1.0.0"): string =>
  `target_info{job="shop/api",instance="${instance}",telemetry_sdk_language="nodejs",service_version="${version}"}`;
/** The collector's own copy, which outlives the service. */
const derived = 'target_info{job="shop/api"}';

export const serviceDownCases: readonly AlertCase[] = [
  {
    name: "fires though the collector still derives metrics of it",
    series: { [shop]: "1x30", [info("a")]: "1x10 _x20", [derived]: "1x30" },
    at: "17m",
    fires: [{ severity: "critical", labels }],
  },
  {
    name: "fires when it never came",
    series: { [shop]: "1x30" },
    at: "5m",
    fires: [{ severity: "critical", labels }],
  },
  {
    name: "a restart",
    series: { [shop]: "1x30", [info("a")]: "1x10 _x20", [info("b")]: "_x13 1x17" },
    at: "15m",
    fires: [],
  },
  { name: "zero traffic", series: { [shop]: "1x30", [info("a")]: "1x30" }, at: "30m", fires: [] },
  { name: "a gap", series: { [shop]: "1x30", [info("a")]: "1x10 _x3 1x17" }, at: "14m", fires: [] },
  {
    name: "a deploy",
    series: { [shop]: "1x30", [info("a")]: "1x10 _x20", [info("b", "1.1.0")]: "_x9 1x21" },
    at: "15m",
    fires: [],
  },
  { name: "nothing declared", series: { [info("a")]: "1x10 _x20" }, at: "20m", fires: [] },
];

export const telemetryAbsentCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [info("a")]: "1x40 _x40", [derived]: "1x80" },
    at: "50m",
    fires: [{ severity: "warning", labels: { job: "shop/api" } }],
  },
  { name: "heals itself", series: { [info("a")]: "1x40 _x160" }, at: "180m", fires: [] },
  { name: "a restart", series: { [info("a")]: "1x40 _x40", [info("b")]: "_x42 1x38" }, at: "46m", fires: [] },
  { name: "a short job", series: { [info("a")]: "_x20 1x10 _x50" }, at: "45m", fires: [] },
  { name: "a gap", series: { [info("a")]: "1x40 _x3 1x37" }, at: "44m", fires: [] },
  { name: "a declared service", series: { [shop]: "1x80", [info("a")]: "1x40 _x40" }, at: "50m", fires: [] },
];

const three = { [shop]: "3x40", [info("a")]: "1x40", [info("b")]: "1x40" };

export const replicasCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { ...three, [info("c")]: "1x10 _x30" },
    at: "30m",
    fires: [{ severity: "warning", labels, value: "3" }],
  },
  { name: "all there", series: { ...three, [info("c")]: "1x40" }, at: "40m", fires: [] },
  { name: "a restart", series: { ...three, [info("c")]: "1x10 _x30", [info("d")]: "_x14 1x26" }, at: "20m", fires: [] },
  {
    name: "a deploy",
    series: {
      [shop]: "2x40",
      [info("a")]: "1x10 _x30",
      [info("b")]: "1x12 _x28",
      [info("c", "1.1.0")]: "_x11 1x29",
      [info("d", "1.1.0")]: "_x13 1x27",
    },
    at: "25m",
    fires: [],
  },
];

export const newVersionCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [info("a")]: "1x60 _x20", [info("b", "1.1.0")]: "_x60 1x20" },
    at: "65m",
    fires: [{ severity: "info", labels: { job: "shop/api", service_version: "1.1.0" } }],
  },
  {
    name: "is over after some minutes",
    series: { [info("a")]: "1x60 _x40", [info("b", "1.1.0")]: "_x60 1x40" },
    at: "75m",
    fires: [],
  },
  { name: "a restart", series: { [info("a")]: "1x60 _x20", [info("b")]: "_x60 1x20" }, at: "65m", fires: [] },
  { name: "a first start", series: { [info("a")]: "_x60 1x20" }, at: "65m", fires: [] },
  { name: "a gap", series: { [info("a")]: "1x60 _x20 1x20" }, at: "85m", fires: [] },
];
