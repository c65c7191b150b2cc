import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Receiver, startReceiver, type TestLog } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";

let receiver: Receiver;
let folder: string;
beforeEach(async () => {
  receiver = await startReceiver();
  folder = await mkdtemp(join(tmpdir(), "logs-"));
});
afterEach(async () => {
  await receiver.close();
  await rm(folder, { recursive: true });
});

const current = "packages/otel-preload/test/fixtures/logs";
const older = "test/fixtures/logs-older";
const programs = (library: string): [string, string][] => [
  ["cjs", `${current}/use-${library}.cjs`],
  ["esm", `${current}/use-${library}.mjs`],
];
const programsWithOlder = (library: string): [string, string][] => [
  ...programs(library),
  ["cjs, earlier version", `${older}/use-${library}.cjs`],
];

/** Runs with us and without us; the first record is from outside of any request, all others belong to its one server span. */
async function runBoth(file: string): Promise<TestLog[]> {
  const args = [join(folder, "transport.log")];
  const without = await runFixture({ file, args, via: "none" });
  const run = await runFixture({ file, args, receiver });
  expect(plain(run.stdout)).toBe(plain(without.stdout));
  expect({ code: run.code, stderr: plain(run.stderr) }).toEqual({ code: 0, stderr: plain(without.stderr) });
  const server = receiver.spans.find((span) => span.kind === 2);
  const [first, ...others] = receiver.logs;
  expect(first).toMatchObject({ traceId: undefined, spanId: undefined, body: "before any request" });
  for (const log of others) expect(log).toMatchObject({ traceId: server?.traceId, spanId: server?.spanId });
  return receiver.logs;
}

/** What differs between any two runs. */
function plain(text: string): string {
  return text.replaceAll(/"pid":\d+/gu, '"pid":0').replaceAll(/"time":"[^"]+"/gu, '"time":""');
}

function table(logs: readonly TestLog[]): string {
  return logs
    .map(({ severityNumber, severityText, body }) => `${severityNumber} ${severityText} | ${String(body).slice(0, 40)}`)
    .join("\n");
}

function fieldsOf(logs: readonly TestLog[], body: string): TestLog["attributes"] {
  const found = logs.filter((log) => log.body === body);
  expect(found, body).toHaveLength(1);
  return found[0]?.attributes ?? {};
}

function exception(type: string, message: string, stack: RegExp): object {
  return { "exception.type": type, "exception.message": message, "exception.stacktrace": expect.stringMatching(stack) };
}

describe("winston", () => {
  test.for(programsWithOlder("winston"))("%s", async ([, file]) => {
    const logs = await runBoth(file);
    expect(table(logs)).toBe(
      [
        "9 info | before any request",
        "9 info | plain",
        "9 info | same options",
        "9 info | order o-1 of 3 items",
        "13 warn | from a child",
        "17 error | it broke no such thing",
        "17 error | only an error",
        "17 error | a child's error",
        "17 error | in a field",
        "13 grumble | custom level",
        "8 chatter | another custom level",
        "13 warn | default logger",
        "9 info | reconfigured",
        "9 info | awkward",
      ].join("\n"),
    );
    expect(fieldsOf(logs, "before any request")).toEqual({ password: "[REDACTED]" });
    expect(fieldsOf(logs, "same options")).toEqual({ orderId: 7, nested: { total: 12.5, items: ["a", "b"] } });
    expect(fieldsOf(logs, "order o-1 of 3 items")).toEqual({ customer: "c-9" });
    expect(fieldsOf(logs, "from a child")).toEqual({ component: "cart", step: 2 });
    const stack = /^TypeError: no such thing\n {4}at [\s\S]*\nCaused by: Error: the root\n {4}at /u;
    expect(fieldsOf(logs, "it broke no such thing")).toEqual(exception("TypeError", "no such thing", stack));
    expect(fieldsOf(logs, "only an error")).toEqual(
      exception("RangeError", "only an error", /^RangeError: only an error\n {4}at /u),
    );
    expect(fieldsOf(logs, "a child's error")).toEqual({
      component: "cart",
      ...exception("RangeError", "a child's error", /\n {4}at /u),
    });
    expect(fieldsOf(logs, "in a field")).toEqual({
      err: { code: "E_INNER" },
      ...exception("Error", "inner", /\n {4}at /u),
    });
    expect(fieldsOf(logs, "reconfigured")).toEqual({
      circular: { name: "loop", self: "[circular]" },
      big: "12345678901234567890",
      when: "1970-01-01T00:00:00.000Z",
      set: [1],
      map: { k: "v" },
      buffer: "[Buffer, 3 bytes]",
      symbol: "Symbol(s)",
    });
    expect(fieldsOf(logs, "awkward")).toEqual({ trap: { bad: "[threw: never read me]" }, splat: ["no meta"] });
  });
});

describe("pino", () => {
  test.for(programsWithOlder("pino"))("%s", async ([, file]) => {
    const logs = await runBoth(file);
    expect(table(logs)).toBe(
      [
        "9 info | before any request",
        "9 info | order o-1",
        "13 warn | from a child",
        "9 info | redacted by the program",
        "17 error | no such thing",
        "17 error | with a message",
        "17 error | under another key",
        '9 info | {"service":"shop","only":"fields"}',
        "9 info | mixed",
        "10 notice | between info and warn",
        "7 chat | below info",
        "17 error | two streams",
        "9 info | nested",
        "9 info | in a worker",
        "9 info | awkward",
      ].join("\n"),
    );
    const service = "shop";
    expect(fieldsOf(logs, "order o-1")).toEqual({ service, orderId: 7, nested: { total: 12.5 } });
    expect(fieldsOf(logs, "from a child")).toEqual({ service, component: "cart", step: 2 });
    expect(fieldsOf(logs, "redacted by the program")).toEqual({ service, card: { number: "[Redacted]", holder: "x" } });
    expect(fieldsOf(logs, "no such thing")).toEqual({
      service,
      ...exception("TypeError", "no such thing", /^TypeError: no such thing\n[\s\S]*the root/u),
    });
    const details = { code: "E_INNER", detail: "[Redacted]" };
    expect(fieldsOf(logs, "with a message")).toEqual({
      service,
      err: details,
      ...exception("Error", "inner", /\n {4}at /u),
    });
    expect(fieldsOf(logs, "under another key")).toEqual({
      service,
      ...exception("RangeError", "not serialized", /\n {4}at /u),
    });
    expect(fieldsOf(logs, "mixed")).toEqual({ service, mixed: "in", order: "order 9" });
    expect(fieldsOf(logs, "nested")).toEqual({ service, payload: { inside: 1 } });
    expect(fieldsOf(logs, "awkward")).toMatchObject({
      circular: { name: "loop", self: "[Circular]" },
      when: "1970-01-01T00:00:00.000Z",
    });
    expect(
      (await readFile(join(folder, "transport.log"), "utf8")).split("\n").filter((line) => line !== ""),
    ).toHaveLength(2);
  });
});

describe("bunyan", () => {
  test.for(programsWithOlder("bunyan"))("%s", async ([, file]) => {
    const logs = await runBoth(file);
    expect(table(logs)).toBe(
      [
        "9 info | before any request",
        "9 info | order o-1",
        "13 warn | from a child",
        "17 error | no such thing",
        "17 error | with a message",
        "17 error | two streams",
        "9 info | awkward",
      ].join("\n"),
    );
    expect(fieldsOf(logs, "order o-1")).toEqual({ name: "shop", orderId: 7, nested: { total: 12.5 } });
    expect(fieldsOf(logs, "from a child")).toEqual({ name: "shop", component: "cart", step: 2 });
    expect(fieldsOf(logs, "no such thing")).toEqual({
      name: "shop",
      ...exception("TypeError", "no such thing", /^TypeError: no such thing\n {4}at /u),
    });
    expect(fieldsOf(logs, "with a message")).toEqual({
      name: "shop",
      err: { code: "E_INNER" },
      ...exception("Error", "inner", /\n {4}at /u),
    });
    expect(fieldsOf(logs, "two streams")).toEqual({
      name: "plain",
      ...exception("RangeError", "not serialized", /\n {4}at /u),
    });
    expect(fieldsOf(logs, "awkward")).toMatchObject({
      circular: { name: "loop", self: "[circular]" },
      buffer: "[Buffer, 3 bytes]",
    });
  });
});

describe("console", () => {
  test.for(programs("console"))("%s", async ([, file]) => {
    const logs = await runBoth(file);
    expect(table(logs)).toBe(
      [
        "9 log | before any request",
        "9 log | order o-1 of 3 { total: 12.5 }",
        "9 info | green",
        "5 debug | { only: 'an object' }",
        "13 warn | careful",
        "17 error | it broke TypeError: no such thing",
        "17 error | RangeError: only an error",
        "1 trace | where",
        "13 warn | Assertion failed: an assertion",
        "9 log | ┌─────────┬───┐\n│ (index) │ a │\n├───────",
        "9 log | <ref *1> { name: 'loop', self: [Circular",
      ].join("\n"),
    );
    expect(fieldsOf(logs, "it broke TypeError: no such thing")).toEqual(
      exception("TypeError", "no such thing", /\n {4}at /u),
    );
    expect(fieldsOf(logs, "where")).toEqual({
      "code.stacktrace": expect.stringMatching(/^ {4}at .*console-program\.cjs/u),
    });
    expect(String(logs.at(-1)?.body)).toMatch(/x… \[cut, \d+ characters\]$/u);
  });
});

test.for(["winston", "pino", "bunyan"])(
  "%s writes the ids into its own lines when asked to, and nothing else changes",
  async (library) => {
    const file = `${current}/use-${library}.cjs`;
    const args = [join(folder, "transport.log")];
    const without = await runFixture({ file, args, via: "none" });
    const run = await runFixture({ file, args, receiver, env: { OTEL_PRELOAD_LOG_CORRELATION: "true" } });
    const { traceId, spanId } = receiver.spans.find((span) => span.kind === 2) ?? {};
    expect(
      run.stdout
        .split("\n")
        .filter((line) => line.includes(`"trace_id":"${traceId}"`) && line.includes(`"span_id":"${spanId}"`)).length,
    ).toBeGreaterThan(5);
    expect(run.stdout.split("\n")[0]).not.toContain("trace_id");
    // winston's format "simple" ends a line with its fields.
    const ids = / \{"span_id":"[0-9a-f]+","trace_id":"[0-9a-f]+"\}|,?"(?:trace_id|span_id)":"[0-9a-f]+"/gu;
    expect(plain(run.stdout.replaceAll(ids, ""))).toBe(plain(without.stdout));
    expect(receiver.logs.every(({ attributes }) => attributes["trace_id"] === undefined)).toBe(true);
  },
);

test("a record says what was logged, whatever is done to it afterwards, and records keep their order", async () => {
  const run = await runFixture({ file: `${current}/changed-later.cjs`, receiver });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  for (const index of [0, 1, 2, 3]) {
    expect(fieldsOf(receiver.logs, `plain ${index}`)).toEqual({
      n: 1,
      ...[{}, { tag: "kept" }, {}, { name: "program" }][index],
    });
    expect(fieldsOf(receiver.logs, `deep ${index}`)).toMatchObject({ n: 1, list: ["a"], inner: { is: "so" } });
  }
  const many = receiver.logs.filter(({ body }) => body === "one of many").map(({ attributes }) => attributes["n"]);
  expect(many).toEqual(Array.from({ length: 600 }, (_, n) => n));
});
