import { expect, test } from "vitest";
import type { DemoTarget } from "../../src/demo/target.ts";
import { latencyQuery, whereToLook } from "../../src/demo/where-to-look.ts";

const target: DemoTarget = {
  collectorUrl: "http://127.0.0.1:4418",
  jaegerUrl: "http://127.0.0.1:16786",
  lokiUrl: "http://127.0.0.1:3200",
  prometheusUrl: "http://127.0.0.1:9190",
  databaseUrl: "postgres://127.0.0.1/shop",
  redisUrl: "redis://127.0.0.1",
  amqpUrl: "amqp://127.0.0.1",
  logDir: "/logs",
  cliFlags: ["--port-offset", "100"],
};
const shop = { gatewayUrl: "http://127.0.0.1:8080" };
const seen = { traceId: "0af7651916cd43dd8448eb211c80319c", orderId: "7", promql: latencyQuery };

test("every way to look stands ready to be copied", () => {
  const text = whereToLook(target, shop, {
    ...seen,
    issueUrl: "http://127.0.0.1:8190/issues/issue/1/event/last/",
  }).join("\n");

  expect(text).toContain(`npx otelstack trace ${seen.traceId} --port-offset 100`);
  expect(text).toContain(`http://127.0.0.1:16786/api/v3/traces/${seen.traceId}`);
  expect(text).toContain("curl -s 'http://127.0.0.1:3200/loki/api/v1/query_range?query=%7Bservice_namespace");
  expect(text).toContain("curl -s 'http://127.0.0.1:9190/api/v1/query?query=histogram_quantile");
  expect(text).toContain("http://127.0.0.1:8190/issues/issue/1/event/last/");
});

test("a stack with a page for traces shows that page; one without Bugsink no issue", () => {
  const text = whereToLook({ ...target, tracePage: (id) => `http://127.0.0.1:16786/trace/${id}` }, shop, seen).join(
    "\n",
  );

  expect(text).toContain(`http://127.0.0.1:16786/trace/${seen.traceId}`);
  expect(text).not.toContain("issue");
});
