import { describe, expect, test } from "vitest";
import type { Attributes, TestSpan } from "../../../../test/otlp-receiver.ts";
import { type DatabaseRun, runWithDatabase } from "./database-run.ts";

const current = "packages/otel-preload/test/fixtures/databases";
const older = "test/fixtures/databases-older";
const oldest = "test/fixtures/databases-oldest";

/** Current version from CommonJS and from an ES module, then earlier ones. */
const programs = (library: string, ...earlier: string[]): [string, string][] => [
  ["cjs", `${current}/use-${library}.cjs`],
  ["esm", `${current}/use-${library}.mjs`],
  ...earlier.map((folder): [string, string] => [
    `cjs, ${folder.slice(folder.lastIndexOf("-") + 1)} version`,
    `${folder}/use-${library}.cjs`,
  ]),
];

const duration = "db.client.operation.duration";
const failures = "otel_preload.connection.failures";
const pool = (what: string): string => `db.client.connection.${what}`;

/** What was seen of the pools with this name, taken together. */
function expectPool(
  run: DatabaseRun,
  system: string,
  expected: { readonly database: string; readonly max: number; readonly pending: unknown },
): void {
  const attributes = {
    "db.system.name": system,
    "db.client.connection.pool.name": `127.0.0.1:${run.port}${expected.database}`,
  };
  const peaks = { max: run.peak(pool("max"), attributes), pending: run.peak(pool("pending_requests"), attributes) };
  expect(peaks).toEqual({ max: expected.max, pending: expected.pending });
  const [used, idle] = ["used", "idle"].map((state) =>
    run.peak(pool("count"), { ...attributes, "db.client.connection.state": state }),
  );
  expect(used).toBeGreaterThanOrEqual(expected.pending === 1 ? 1 : 0);
  expect(idle).toBeGreaterThanOrEqual(1);
  expectNoFailures(run, system);
}

/** Of a server that could be reached there is a count of failures all the same: the first one is to be seen as a rise. */
function expectNoFailures(run: DatabaseRun, system: string): void {
  const reached = { "db.system.name": system, "server.port": run.port, "error.type": "ECONNREFUSED" };
  expect(run.point(failures, reached)).toMatchObject({ value: 0 });
}

function expectError(span: TestSpan | undefined, attributes: Attributes, message: unknown): void {
  expect(span).toMatchObject({ status: { code: 2, message }, attributes });
  expect(span?.events).toMatchObject([{ name: "exception", attributes: { "exception.message": message } }]);
}

describe("pg", () => {
  test.for(programs("pg", older))("%s", async ([variant, file], context) => {
    const run = await runWithDatabase(context, "postgres", file);
    expect(run.roots()).toEqual(["DROP fixture_orders", "CREATE fixture_orders", "SELECT shop", "SELECT shop"]);
    expect(run.tree("promise")).toBe("client SELECT fixture_orders\nclient INSERT fixture_orders");
    expect(run.tree("callback")).toBe("client SELECT fixture_orders\nclient SELECT fixture_orders");
    expect(run.tree("config")).toBe("client SELECT fixture_orders\nclient SELECT fixture_orders");
    expect(run.tree("prepared")).toBe("client INSERT fixture_orders\nclient INSERT fixture_orders");
    expect(run.tree("query")).toBe("client SELECT fixture_orders");
    expect(run.tree("fails")).toBe("client SELECT missing_table\nclient SELECT shop");
    expect(run.tree("refused")).toBe("client SELECT fixture_orders");
    expect(run.tree("impatient")).toBe("client SELECT shop");
    expect(run.tree("waiting1")).toBe("client SELECT shop\nclient SELECT shop");
    expect(run.tree("waiting2")).toBe("client SELECT shop\nclient SELECT shop");
    expect(run.tree("waiting3")).toBe("client SELECT shop\nclient SELECT shop");
    expect(run.tree("waiting4")).toBe("client SELECT shop\nclient SELECT shop");
    if (!variant.includes("version")) {
      expect(run.tree("cursor")).toBe("client SELECT fixture_orders");
      expect(run.tree("stream")).toBe("client SELECT fixture_orders");
    }
    expect(run.span("INSERT fixture_orders").attributes).toEqual({
      "db.system.name": "postgresql",
      "db.namespace": "shop",
      "db.operation.name": "INSERT",
      "db.collection.name": "fixture_orders",
      "db.query.text": "INSERT INTO fixture_orders (id, note) VALUES ($1, $2) RETURNING id",
      "server.address": "127.0.0.1",
      "server.port": expect.any(Number),
    });
    expectError(
      run.inRequest("fails")[0],
      { "error.type": "42P01", "db.response.status_code": "42P01" },
      'relation "missing_table" does not exist',
    );
    expectError(
      run.inRequest("fails")[1],
      { "error.type": "22P02", "db.response.status_code": "22P02" },
      "invalid input syntax for type integer: ?",
    );
    expectError(
      run.inRequest("refused")[0],
      { "error.type": "ECONNREFUSED", "server.port": 1 },
      "connect ECONNREFUSED 127.0.0.1:1",
    );
    expectError(run.inRequest("impatient")[0], { "error.type": "Error" }, "timeout exceeded when trying to connect");
    expect(run.receiver.bodies.join()).not.toContain("hunter2");
    expect(
      run.point(duration, { "db.operation.name": "INSERT", "db.collection.name": "fixture_orders" }),
    ).toMatchObject({ unit: "s", count: 3 });
    expect(run.point(duration, { "error.type": "42P01" })).toMatchObject({ count: 1 });
    // Three pools to one database: four, one and one connections.
    expectPool(run, "postgresql", { database: "/shop", max: 6, pending: 1 });
    expect(run.point(pool("timeouts"), { "db.system.name": "postgresql" })).toMatchObject({ value: 1 });
    expect(
      run.point(failures, { "db.system.name": "postgresql", "server.port": 1, "error.type": "ECONNREFUSED" }),
    ).toMatchObject({ value: 1 });
  });
});

describe("mysql2", () => {
  test.for(programs("mysql2", older))("%s", async ([, file], context) => {
    const run = await runWithDatabase(context, "mariadb", file);
    expect(run.roots()).toEqual(["DROP fixture_orders", "CREATE fixture_orders", "SELECT shop", "SELECT shop"]);
    expect(run.tree("promise")).toBe("client SELECT fixture_orders\nclient INSERT fixture_orders");
    expect(run.tree("callback")).toBe("client SELECT fixture_orders\nclient SELECT fixture_orders");
    expect(run.tree("prepared")).toBe("client SELECT fixture_orders");
    expect(run.tree("transaction")).toBe("client START shop\nclient UPDATE fixture_orders\nclient COMMIT shop");
    expect(run.tree("events")).toBe("client SELECT fixture_orders\nclient SELECT shop");
    expect(run.tree("failedEvents")).toBe("client SELECT missing_table");
    expect(run.tree("cluster")).toBe("client SELECT fixture_orders");
    expect(run.tree("nobody")).toBe("client SELECT fixture_orders");
    expect(run.tree("refused")).toBe("client SELECT fixture_orders");
    expect(run.tree("waiting1")).toBe("client SELECT shop\nclient SELECT shop");
    expect(run.tree("waiting2")).toBe("client SELECT shop\nclient SELECT shop");
    expect(run.inRequest("promise").map((span) => span.attributes["db.query.text"])).toEqual([
      "SELECT COUNT(*) AS n FROM `fixture_orders` WHERE note = ?",
      "INSERT INTO fixture_orders (id, note) VALUES (?)",
    ]);
    expect(run.span("INSERT fixture_orders").attributes).toMatchObject({
      "db.system.name": "mysql",
      "db.namespace": "shop",
      "server.address": "127.0.0.1",
      "server.port": run.port,
    });
    const [missing, twice, syntax] = run.inRequest("fails");
    expectError(
      missing,
      { "error.type": "ER_NO_SUCH_TABLE", "db.response.status_code": "1146" },
      "Table 'shop.missing_table' doesn't exist",
    );
    expectError(
      twice,
      { "error.type": "ER_DUP_ENTRY", "db.response.status_code": "1062" },
      "Duplicate entry ? for key 'PRIMARY'",
    );
    expectError(
      syntax,
      { "error.type": "ER_PARSE_ERROR", "db.response.status_code": "1064" },
      expect.stringMatching(/near \? at line 1$/u),
    );
    expectError(
      run.inRequest("failedEvents")[0],
      { "error.type": "ER_NO_SUCH_TABLE" },
      "Table 'shop.missing_table' doesn't exist",
    );
    expectError(
      run.inRequest("refused")[0],
      { "error.type": "ECONNREFUSED", "server.port": 1 },
      "connect ECONNREFUSED 127.0.0.1:1",
    );
    expectError(
      run.inRequest("nobody")[0],
      { "db.system.name": "mysql" },
      expect.stringMatching(/^Pool does Not exist/u),
    );
    expect(run.inRequest("cluster")[0]?.status.code).not.toBe(2);
    expect(run.receiver.bodies.join()).not.toContain("hunter2");
    expect(run.point(duration, { "db.operation.name": "INSERT", "error.type": "ER_DUP_ENTRY" })).toMatchObject({
      unit: "s",
      count: 1,
    });
    // Four pools to one database, that of the cluster too: four, four, one and two connections.
    expectPool(run, "mysql", { database: "/shop", max: 11, pending: 1 });
    expect(
      run.point(failures, { "db.system.name": "mysql", "server.port": 1, "error.type": "ECONNREFUSED" }),
    ).toMatchObject({ value: 2 });
  });
});

describe("mongodb (the server is FerretDB)", () => {
  test.for(programs("mongodb", older, oldest))("%s", async ([, file], context) => {
    const run = await runWithDatabase(context, "ferretdb", file);
    expect(run.roots()).toEqual(["delete fixture_orders", "insert fixture_orders"]);
    expect(run.tree("promise")).toBe("client find fixture_orders\nclient insert fixture_orders");
    expect(run.tree("cursor")).toBe("client find fixture_orders\nclient getMore fixture_orders");
    expect(run.tree("writes")).toBe("client update fixture_orders\nclient delete fixture_orders");
    expect(run.tree("bulk")).toBe("client insert fixture_orders\nclient delete fixture_orders");
    expect(run.tree("aggregate")).toBe("client aggregate fixture_orders");
    expect(run.tree("counts")).toBe("client aggregate fixture_orders\nclient count fixture_orders");
    expect(run.tree("command")).toBe("client ping shop");
    expect(run.tree("refused")).toBe("client find orders");
    expect(run.inRequest("bulk")[0]?.attributes).toEqual({
      "db.system.name": "mongodb",
      "db.namespace": "shop",
      "db.operation.name": "insert",
      "db.collection.name": "fixture_orders",
      "db.operation.batch.size": 2,
      "server.address": "127.0.0.1",
      "server.port": run.port,
    });
    expectError(
      run.inRequest("fails")[0],
      { "error.type": "11000", "db.response.status_code": "11000" },
      expect.stringMatching(/^E11000 duplicate key error/u),
    );
    expectError(
      run.inRequest("refused")[0],
      { "error.type": "MongoServerSelectionError" },
      "connect ECONNREFUSED 127.0.0.1:1",
    );
    expect(run.receiver.bodies.join()).not.toContain("hunter2");
    expect(
      run.point(duration, { "db.operation.name": "getMore", "db.collection.name": "fixture_orders" }),
    ).toMatchObject({ unit: "s", count: 1 });
    // Two pools to one server: seven connections and one.
    expectPool(run, "mongodb", { database: "", max: 8, pending: expect.any(Number) });
    expect(run.peak(pool("timeouts"), { "db.system.name": "mongodb" })).toBeGreaterThanOrEqual(1);
    expect(run.peak(failures, { "db.system.name": "mongodb", "server.port": 1 })).toBeGreaterThanOrEqual(1);
  });
});

describe("redis", () => {
  test.for(programs("redis", older, oldest))("%s", async ([variant, file], context) => {
    const run = await runWithDatabase(context, "redis", file);
    expectRedis(run);
    expect(run.tree("refused")).toBe("client GET");
    if (variant.includes("oldest")) return;
    expect(run.tree("waiting1")).toBe("client GET");
    expect(run.tree("waiting2")).toBe("client GET");
    expectPool(run, "redis", { database: "/0", max: 1, pending: 1 });
  });
});

describe("ioredis", () => {
  test.for(programs("ioredis", older))("%s", async ([, file], context) => {
    const run = await runWithDatabase(context, "redis", file);
    expectRedis(run);
    expect(run.tree("callback")).toBe("client GET\nclient STRLEN");
    expect(run.tree("lazy")).toBe("client GET");
    expect(run.tree("automatic")).toBe("client PIPELINE GET");
    expect(run.tree("script")).toBe("client EVAL");
    expectError(
      run.inRequest("partly")[0],
      { "error.type": "WRONGTYPE", "db.operation.name": "PIPELINE" },
      expect.stringMatching(/^WRONGTYPE/u),
    );
    expectError(run.inRequest("refused")[0], { "error.type": "Error", "server.port": 1 }, "Connection is closed.");
  });
});

/** The same of both clients. */
function expectRedis(run: DatabaseRun): void {
  expect(run.roots()[0]).toBe("SET");
  expect(run.inRequest("commands").map((span) => span.attributes["db.query.text"])).toEqual([
    "GET fixture:text",
    "HSET fixture:hash ?",
    "EXPIRE fixture:hash ?",
    "SET session:? ?",
    "DEL session:?",
    "STRLEN fixture:text",
  ]);
  expect(run.inRequest("commands")[0]).toMatchObject({
    name: "GET",
    attributes: {
      "db.system.name": "redis",
      "db.namespace": "0",
      "db.operation.name": "GET",
      "server.address": "127.0.0.1",
      "server.port": run.port,
    },
  });
  expect(run.inRequest("multi")).toMatchObject([
    { name: "MULTI", attributes: { "db.query.text": "SET; GET", "db.operation.batch.size": 2 } },
  ]);
  expect(run.inRequest("pipeline")).toMatchObject([
    { name: "PIPELINE", attributes: { "db.query.text": "INCR; INCR; DEL", "db.operation.batch.size": 3 } },
  ]);
  expect(run.inRequest("same")).toMatchObject([{ name: "MULTI SET", attributes: { "db.operation.batch.size": 2 } }]);
  expectError(
    run.inRequest("fails")[0],
    { "error.type": "WRONGTYPE", "db.response.status_code": "WRONGTYPE" },
    expect.stringMatching(/^WRONGTYPE/u),
  );
  expect(run.receiver.bodies.join()).not.toContain("hunter2");
  expect(run.point(duration, { "db.operation.name": "HSET" })).toMatchObject({ unit: "s", count: 1 });
  expect(run.peak(failures, { "db.system.name": "redis", "server.port": 1, "error.type": "ECONNREFUSED" })).toBe(1);
  expectNoFailures(run, "redis");
}
