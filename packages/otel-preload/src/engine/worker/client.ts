import * as http from "node:http";
import type * as https from "node:https";

/** Node's HTTP client for an address. The one with TLS takes 4 MB, so it is loaded only where it is needed. */
export function clientFor(url: string): typeof http | typeof https {
  return url.startsWith("https:") ? process.getBuiltinModule("node:https") : http;
}
