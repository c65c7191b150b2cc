import * as http from "node:http";
import * as https from "node:https";
import type { Post } from "../message.ts";

/** One attempt, at most `timeoutMillis`; whether it succeeds is not told, because nobody is left to be told. */
export function postOnce({ url, headers, body }: Post, timeoutMillis: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const client = url.startsWith("https:") ? https : http;
  const request = client.request(
    url,
    { method: "POST", headers: { ...headers, "content-length": body.byteLength }, timeout: timeoutMillis },
    (response) => {
      response.resume();
      response.on("close", resolve);
    },
  );
  request.on("timeout", () => request.destroy());
  request.on("error", () => resolve());
  request.end(body);
  return promise;
}
