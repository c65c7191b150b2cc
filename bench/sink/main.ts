import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Counter } from "./counter.ts";

/** What a Datadog agent says it can do: as much as the tracer needs to send traces. */
const agentInfo = JSON.stringify({ version: "7.70.0", endpoints: ["/v0.4/traces"], client_drop_p0s: false });
const counter = new Counter();

/** The same receiver for everybody: takes all, answers at once, and tells what came. Ends with its parent. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("error", () => {});
  request.on("end", () => answer(request, Buffer.concat(chunks), response));
});

function answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const path = (request.url ?? "").split("?")[0] ?? "";
  if (path === "/info") return json(response, agentInfo);
  if (path.startsWith("/v1/")) {
    counter.add({ path, gzip: request.headers["content-encoding"] === "gzip", body });
    response.setHeader("content-type", "application/x-protobuf");
    response.end();
    return;
  }
  if (path === "/v0.4/traces") {
    counter.add({ path, gzip: false, body });
    return json(response, '{"rate_by_service":{"service:,env:":1}}');
  }
  json(response, "{}");
}

function json(response: ServerResponse, text: string): void {
  response.setHeader("content-type", "application/json");
  response.end(text);
}

process.on("message", (question) => {
  if (question === "reset") counter.reset();
  process.send?.(question === "count" ? counter.count() : "done");
});
process.on("disconnect", () => process.exit());
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
