import { expect, test } from "vitest";
import type { DbCall } from "../src/instrumentation/lib/db.ts";
import { DbShape, shapeCount, shapeOf } from "../src/instrumentation/lib/db-shape.ts";
import { describeRedisCommand } from "../src/instrumentation/lib/redis-command.ts";
import { summarizeSql } from "../src/instrumentation/lib/sql.ts";

const server = { system: "postgresql", namespace: "shop", serverAddress: "db", serverPort: 5432 };

function callOf(statement: string, system: string = "postgresql"): DbCall {
  const { text: queryText, operation, collection } = summarizeSql(statement, "postgresql");
  return { ...server, system, operation, collection, queryText };
}

const calls: readonly DbCall[] = [
  callOf("SELECT * FROM orders WHERE id = 1"),
  callOf("INSERT INTO orders (id) VALUES (1)"),
  callOf("SELECT * FROM orders WHERE id = 1", "mysql"),
  { ...callOf("SELECT * FROM orders WHERE id = 1"), namespace: "other" },
  { ...callOf("SELECT * FROM orders WHERE id = 1"), serverPort: 5433 },
  { ...callOf("SELECT * FROM orders WHERE id = 1"), serverAddress: "/run/db" },
  { ...server, system: "mongodb", operation: "find", collection: "orders" },
  { ...server, system: "mongodb", operation: "insert", collection: "orders" },
  { ...server, operation: undefined },
  describeRedisCommand({ host: "cache", port: 6379, database: 2 }, ["get", "user:1"]) as DbCall,
  describeRedisCommand({ host: "cache", port: 6379, database: 2 }, ["get", "user:2"]) as DbCall,
  describeRedisCommand({ host: "cache", port: 6379, database: 3 }, ["get", "user:2"]) as DbCall,
];

test("what calls have in common is found again, and is what it would be without being remembered", () => {
  for (let round = 0; round < 3; round++) {
    for (const call of calls) {
      const { spanName, attributes, queryText } = new DbShape(call);
      expect(shapeOf({ ...call })).toMatchObject({ spanName, attributes, queryText });
      expect(shapeOf({ ...call })).toBe(shapeOf(call));
    }
  }
  expect(new Set(calls.map(shapeOf)).size).toBe(calls.length - 1);
});

test("a hundred thousand different statements are not remembered", () => {
  const statementOf = (at: number): string =>
    `SELECT column_${at}, '${"x".repeat(1000)}' FROM "table_${at}" WHERE a = 1`;
  const run = (): void => {
    for (let at = 0; at < 100_000; at++) shapeOf(callOf(statementOf(at)));
  };
  run();
  const before = process.memoryUsage().heapUsed;
  run();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
  expect(shapeCount()).toBeLessThanOrEqual(2000);
});

test("one statement used with ever more servers is not remembered for all of them", () => {
  const shapes = Array.from({ length: 10_000 }, (_, at) =>
    shapeOf({ ...server, serverAddress: `db${at}`, operation: "SELECT" }),
  );
  expect(new Set(shapes).size).toBe(10_000);
  expect(shapeOf({ ...server, serverAddress: "db0", operation: "SELECT" })).not.toBe(shapes[0]);
});
