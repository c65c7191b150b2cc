import { expect, test } from "vitest";
import { describeRedisBatch, describeRedisCommand } from "../src/instrumentation/lib/redis-command.ts";

const target = { host: "cache", port: 6379, database: 2 };

test.for<readonly [readonly unknown[], string]>([
  [["get", "user:42"], "GET user:42"],
  [["set", "user:42", "hunter2", "EX", 60], "SET user:42 ?"],
  [["mget", "a", "b", "c"], "MGET a ?"],
  [["get", "session:d41d8cd98f00b204e9800998ecf8427e"], "GET session:?"],
  [["get", "user:alice@example.com:name"], "GET user:?:name"],
  [["get", "order:550e8400-e29b-11d4-a716-446655440000:lines"], "GET order:?:lines"],
  [["get", `${"long:".repeat(30)}end`], `GET ${"long:".repeat(20)}`],
  [["get", Buffer.from("hunter2")], "GET ?"],
  [["auth", "hunter2"], "AUTH ?"],
  [["config", "set", "requirepass", "hunter2"], "CONFIG ?"],
  [["eval", "return 'hunter2'", 1, "key"], "EVAL ?"],
  [["echo", "hunter2"], "ECHO ?"],
  [["my.command", "hunter2"], "MY.COMMAND ?"],
  [["ping"], "PING"],
])("%j", ([command, text]) => {
  const call = describeRedisCommand(target, command);
  expect(call?.queryText).toBe(text);
  expect(call).toMatchObject({
    system: "redis",
    operation: text.split(" ")[0],
    namespace: "2",
    serverAddress: "cache",
    serverPort: 6379,
  });
});

test("what a client asks a cluster or a sentinel is no operation of the application", () => {
  expect(describeRedisCommand(target, ["cluster", "SLOTS"])).toBeUndefined();
  expect(describeRedisCommand(target, ["sentinel", "masters"])).toBeUndefined();
});

test("a batch has the name of its commands where they have one", () => {
  expect(describeRedisBatch(target, "PIPELINE", ["get", "get"])).toMatchObject({
    operation: "PIPELINE GET",
    batchSize: 2,
  });
  expect(describeRedisBatch(target, "MULTI", ["get", "set"])).toMatchObject({
    operation: "MULTI",
    queryText: "GET; SET",
  });
  expect(describeRedisBatch(target, "PIPELINE", [])).toMatchObject({ operation: "PIPELINE", batchSize: 0 });
  expect(describeRedisBatch(target, "PIPELINE", Array(1000).fill("get")).queryText).toMatch(/^GET; .*; …$/u);
});
