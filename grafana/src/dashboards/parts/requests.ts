import { http } from "../../inventory/preload.ts";

/** Which requests, told apart by which labels, over which range. */
export interface Slice {
  /** `job, http_route`; empty: all of them together. */
  readonly by: string;
  /** Matchers without braces. */
  readonly where: string;
  /** `$__rate_interval`, or the window of the alerts where a panel shows what they see. */
  readonly range: string;
}

/** A status that is our fault. */
export const serverError = 'http_response_status_code=~"5.."';

/** The same range for graphs as Grafana chooses for its step. */
export const graphRange = "$__rate_interval";

/** Requests answered a second. */
export function requestRate(slice: Slice): string {
  return `sum by (${slice.by}) (${counted(slice)})`;
}

/** Requests a second that were answered with a 5xx; 0 where there are requests and none failed. */
function failureRate(slice: Slice): string {
  return `sum by (${slice.by}) (${counted({ ...slice, where: `${slice.where},${serverError}` })}) or 0 * ${requestRate(slice)}`;
}

/** The share of requests that were answered with a 5xx; nothing where there were no requests. */
export function failureRatio(slice: Slice): string {
  return `(${failureRate(slice)}) / (${requestRate(slice)} > 0)`;
}

/** The time within which this share of the requests was answered. */
export function requestQuantile(quantile: number, { by, where, range }: Slice): string {
  const labels = by === "" ? "le" : `${by}, le`;
  return `histogram_quantile(${quantile}, sum by (${labels}) (${named(by, `rate(${http.server.bucket}{${where}}[${range}])`)}))`;
}

function counted({ by, where, range }: Slice): string {
  return named(by, `rate(${http.server.count}{${where}}[${range}])`);
}

/** Requests that met no route have no label for it, and a series without a name says nothing. */
function named(by: string, expr: string): string {
  return by.includes("http_route") ? `label_replace(${expr}, "http_route", "(no route)", "http_route", "")` : expr;
}
