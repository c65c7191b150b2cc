import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const maxRequestBytes = 4 * 1024 * 1024;
const fixture = (name: string): string => `packages/otel-preload/test/fixtures/basic/${name}`;

/** Under the preload with OTLP as protobuf, as in production; the receiver refuses what no collector would read. */
async function run(name: string, stdin: string, args: readonly string[] = []) {
  const finished = await runFixture({
    file: fixture(name),
    args,
    receiver,
    stdin,
    timeoutMillis: 60_000,
    env: { OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf", OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: "http/json" },
  });
  expect(receiver.problems).toEqual([]);
  expect(Math.max(...receiver.requests.map(({ bytes }) => bytes))).toBeLessThanOrEqual(maxRequestBytes);
  return finished;
}

const spans = (name: string) => receiver.spans.filter((span) => span.name === name);
const logs = (body: string) => receiver.logs.filter((log) => log.body === body);

interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly bytesValue?: string;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
}
interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

function quote(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[^\u0020-\u007e]/gu,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** As the table of the documentation writes it. */
function draw(value: AnyValue | undefined): string {
  if (value === undefined) return "left out";
  if (value.stringValue !== undefined) return quote(value.stringValue);
  if (value.intValue !== undefined) return value.intValue;
  if (value.boolValue !== undefined) return String(value.boolValue);
  if (value.doubleValue !== undefined) return `double ${Object.is(value.doubleValue, -0) ? "-0" : value.doubleValue}`;
  if (value.bytesValue !== undefined) return `bytes ${Buffer.from(value.bytesValue, "base64").toString("hex")}`;
  if (value.arrayValue !== undefined) return `[${(value.arrayValue.values ?? []).map(draw).join(",")}]`;
  if (value.kvlistValue === undefined) return "empty";
  const pairs = value.kvlistValue.values ?? [];
  return `{${pairs.map(({ key, value: inner }) => `${JSON.stringify(key)}:${draw(inner)}`).join(",")}}`;
}

interface Item {
  readonly name?: string;
  readonly attributes?: readonly KeyValue[];
  readonly body?: AnyValue;
}

/** Spans and log records as they came. */
const items = (): Item[] =>
  receiver.messages.flatMap((message) => {
    const { resourceSpans = [], resourceLogs = [] } = message as {
      resourceSpans?: { scopeSpans: { spans: Item[] }[] }[];
      resourceLogs?: { scopeLogs: { logRecords: Item[] }[] }[];
    };
    return [
      ...resourceSpans.flatMap((group) => group.scopeSpans.flatMap((scope) => scope.spans)),
      ...resourceLogs.flatMap((group) => group.scopeLogs.flatMap((scope) => scope.logRecords)),
    ];
  });
const attribute = (item: Item | undefined, key: string) => item?.attributes?.find((pair) => pair.key === key)?.value;

const page = readFileSync(new URL("../../../docs/attribute-values.md", import.meta.url), "utf8");
const rows = [...page.matchAll(/^\| `(.+?)` +\| (?:`(.+?)`|(left out)) +\|$/gmu)].map(
  ([, expression = "", sent, leftOut]) => [expression.replaceAll("\\|", "|"), sent ?? leftOut ?? ""] as const,
);

/** Beyond the table: what is built to break whoever looks at it. */
const attacks = [
  "(() => { let deep = {}; for (let i = 0; i < 20000; i++) deep = { deep }; return deep; })()",
  "(() => { let deep = []; for (let i = 0; i < 20000; i++) deep = [deep]; return deep; })()",
  "new Proxy({}, { get() { throw new Error('get'); }, has() { throw new Error('has'); } })",
  "new Proxy([], { get() { throw new Error('get'); } })",
  "new Proxy({}, { getPrototypeOf() { throw new Error('prototype'); } })",
  "new Proxy(function () {}, { get() { throw new Error('get'); }, apply() { throw new Error('apply'); } })",
  "(() => { const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return proxy; })()",
  "{ get context() { throw new Error('context'); }, get code() { throw new Error('code'); } }",
  "{ get name() { throw new Error('name'); }, get message() { throw new Error('message'); } }",
  "{ get body() { throw new Error('body'); }, get attributes() { throw new Error('attributes'); } }",
  "{ get kind() { throw new Error('kind'); }, get startTime() { throw new Error('start'); } }",
  "{ toJSON() { return this; } }",
  "{ toJSON() { return { toJSON: this.toJSON }; } }",
  "{ toString() { throw new Error('text'); }, valueOf() { throw new Error('value'); } }",
  "{ [Symbol.toPrimitive]() { throw new Error('primitive'); } }",
  "{ [Symbol.iterator]() { throw new Error('iterator'); }, length: 5 }",
  "Object.assign([1], { [Symbol.iterator]() { throw new Error('iterator'); } })",
  "(() => { const error = new Error('loop'); error.cause = error; return error; })()",
  "new AggregateError([new Error('one'), null, 5], 'many')",
  "Object.defineProperty(new Error('x'), 'stack', { get() { throw new Error('stack'); } })",
  "Object.defineProperty(new Date(), 'getTime', { value() { throw new Error('time'); } })",
  "Object.defineProperty(new Uint8Array(2), 'slice', { value() { throw new Error('slice'); } })",
  "new Error()",
  "new (class Huge { constructor() { for (let i = 0; i < 5000; i++) this['k' + i] = { owner: this, list: [this] }; } })()",
  "Array.from({ length: 100000 }, (_, index) => index)",
  "new Array(2 ** 32 - 1)",
  "'x'.repeat(1024 * 1024)",
  "'€'.repeat(1024 * 1024)",
  "'\\ud83d'.repeat(100000)",
  "Symbol.iterator",
  "Symbol()",
  "-1",
  "300",
  "1e309",
  "1e20",
  "-62135596800000",
  "253402300799999",
  "new Date(-62135596800000)",
  "new Date(253402300799999)",
  "[253402300799, 0]",
  "[NaN, -5]",
  "['x', {}]",
  "[1, 2]",
  "10n",
  "() => { throw new Error('called'); }",
  "class Quiet { static get name() { throw new Error('class name'); } }",
  "globalThis",
  "process",
];

describe("values (D3–D7)", () => {
  test("every row of the documentation's table is as it says, for spans, events and log records", async () => {
    expect(rows.length).toBeGreaterThan(40);
    const { stdout } = await run("hostile.mjs", JSON.stringify(rows.map(([expression]) => expression)));
    expect(JSON.parse(stdout)).toEqual([]);
    const all = items();
    const got = rows.map(([expression]) => {
      const ofSpan = draw(
        attribute(
          all.find(({ name }) => name === `value ${expression}`),
          "value",
        ),
      );
      const ofLog = all.find((item) => attribute(item, "name")?.stringValue === `value ${expression}` && !item.name);
      return [expression, ofSpan, draw(attribute(ofLog, "value")), draw(ofLog?.body)];
    });
    expect(got).toEqual(rows.map(([expression, sent]) => [expression, sent, sent, sent]));
    expect(spans("mate")).toHaveLength(99);
    expect(logs("mate")).toHaveLength(99);
  });

  test("attacks: nothing is thrown at the application, nothing else is lost", async () => {
    const { stdout, stderr, code } = await run("hostile.mjs", JSON.stringify(attacks));
    expect(JSON.parse(stdout)).toEqual([]);
    expect(code).toBe(0);
    const names = new Set(receiver.spans.map(({ name }) => name));
    expect(attacks.filter((expression) => !names.has(`value ${expression}`))).toEqual([]);
    const named = new Set(receiver.logs.map(({ attributes }) => attributes["name"]));
    expect(attacks.filter((expression) => !named.has(`value ${expression}`))).toEqual([]);
    expect(spans("mate").map(({ attributes }) => attributes["index"])).toEqual(Array.from({ length: 99 }, (_, i) => i));
    expect(logs("mate")).toHaveLength(99);
    expect(stderr.split("\n").filter((line) => line !== "" && !line.startsWith("otel-preload: "))).toEqual([]);
  });
});

describe("too much (D1, D2, D8, D12)", () => {
  const textOf = (item: Item | undefined, key: string): string => attribute(item, key)?.stringValue ?? "";
  const span = (name: string) => items().find((item) => item.name === name);

  test("what is long is cut with a mark, what are many are counted, and all of it arrives", async () => {
    const { code } = await run("flood.mjs", "", ["sizes"]);
    expect(code).toBe(0);
    for (const megabytes of [1, 10, 100]) {
      const text = textOf(span(`${megabytes} MB`), "text");
      expect(text).toHaveLength(65_536);
      expect(text).toMatch(new RegExp(`^x+… \\[cut, ${megabytes * 1024 * 1024} characters\\]$`, "u"));
      expect(draw(attribute(span(`${megabytes} MB`), "after"))).toBe("1");
    }
    const wide = span("128 of 1 MB");
    expect(wide?.attributes).toHaveLength(128);
    expect(textOf(wide, "key 0")).toHaveLength(65_536);
    expect(textOf(wide, "key 127")).toMatch(/^127 €{20,}/u);
    expect(receiver.spans.find(({ name }) => name === "128 events")?.events).toHaveLength(128);
    const many = span("100000 attributes") as { droppedAttributesCount?: number } | undefined;
    expect(many?.droppedAttributesCount).toBe(100_000 - 128);
    expect(span("a key of 1 MB")?.attributes?.[0]?.key).toMatch(/^k{900,}… \[cut, 1048576 characters\]$/u);
    const long = receiver.spans.find(({ name }) => name.startsWith("nnn"));
    expect([long?.name.length, long?.status.message?.length].every((length) => (length ?? 9999) <= 4096)).toBe(true);
    const bodies = receiver.logs.map(({ body }) => String(body));
    for (const letter of ["b", "€", "c"]) {
      const body = bodies.find((text) => text.startsWith(letter.repeat(100))) ?? "";
      expect(body).toMatch(/ characters\]$/u);
      expect(Buffer.byteLength(body)).toBeLessThan(256 * 1024);
    }
    expect(spans("mate")).toHaveLength(99);
    const cut = receiver.points.find(({ name }) => name === "otel_preload.cut.values");
    expect(cut?.value).toBeGreaterThan(30);
  });

  test("3,000 lines of 10 kB at once: each arrives once", async () => {
    await run("flood.mjs", "", ["lines", "3000"]);
    const numbers = receiver.logs.flatMap(({ body }) => /^\d+(?= z)/u.exec(String(body)) ?? []);
    expect(new Set(numbers).size).toBe(3000);
    expect(numbers).toHaveLength(3000);
  });

  test("100,000 names, labels and open spans, 10,000 metrics: bounded, the overflow seen", async () => {
    const { stdout, stderr } = await runFixture({
      file: fixture("flood.mjs"),
      args: ["names"],
      receiver,
      timeoutMillis: 60_000,
    });
    expect((JSON.parse(stdout) as { grownMegabytes: number }).grownMegabytes).toBeLessThan(20);
    const labels = receiver.points.filter(({ name }) => name === "flood.labels");
    expect(labels.length).toBeLessThanOrEqual(2000);
    const overflow = labels.find(({ attributes }) => attributes["otel.metric.overflow"] === true);
    expect(overflow?.value).toBe(100_000 - labels.length + 1);
    expect(new Set(receiver.points.map(({ name }) => name)).size).toBeLessThan(2200);
    expect(stderr.split("\n").toSorted().filter(Boolean)).toEqual([
      "otel-preload: more than 200 tracers or loggers of different names; the others share the name overflow",
      "otel-preload: more than 2000 metrics of different names; the others are left out",
    ]);
    expect(spans("mate")).toHaveLength(99);
  });

  test("a span that ends twice is one", async () => {
    const { stderr } = await run("flood.mjs", "", ["twice"]);
    expect(stderr).toBe("");
    expect(spans("twice")).toHaveLength(1);
    expect(spans("late")).toEqual([]);
  });
});

test("a time that is none becomes now, and what it was of says so (D6)", async () => {
  const began = Date.now();
  const { code, stderr } = await run("times.mjs", "");
  expect(code).toBe(0);
  const said = stderr.split("\n").filter((line) => !/"right end" ends before it starts/u.test(line));
  expect(said).toEqual([
    "otel-preload: a time of a span or log record is not one from 1970 to 2540; now is used instead",
    "",
  ]);
  const flag = "otel_preload.time.replaced";
  const flagged = (sent: readonly { readonly attributes: object }[]): unknown[] => [
    ...new Set(sent.map(({ attributes }) => (attributes as Record<string, unknown>)[flag])),
  ];
  const spansOf = (kind: string): Receiver["spans"] => receiver.spans.filter(({ name }) => name.startsWith(kind));
  const linesOf = (kind: string): Receiver["logs"] => receiver.logs.filter(({ body }) => body === kind);
  expect([spansOf("wrong").length, linesOf("wrong").length]).toEqual([39, 26]);
  expect([spansOf("right").length, linesOf("right").length]).toEqual([12, 9]);
  expect(flagged([...spansOf("wrong"), ...linesOf("wrong")])).toEqual([true]);
  expect(flagged([...spansOf("right"), ...linesOf("right")])).toEqual([undefined]);
  const nanos = receiver.bodies.join().match(/(?<=TimeUnixNano":"|timeUnixNano":")\d+/gu) ?? [];
  expect(nanos.length).toBeGreaterThan(100);
  for (const time of nanos) expect(Math.abs(Number(time) / 1e6 - began)).toBeLessThan(120_000);
});

test("200 secrets in 20 places: none is in a request or in a line of ours (D13)", async () => {
  const { code, stdout, stderr } = await run("canaries.mjs", "");
  expect(code).toBe(0);
  // The program's own output is its own.
  expect(stdout).toContain("CANARY");
  const sent = receiver.bodies.join("\n");
  expect(receiver.spans.length + receiver.logs.length).toBeGreaterThan(180);
  expect([...new Set(sent.match(/CANARY\d{3}/gu))]).toEqual([]);
  expect(sent).not.toContain("4111");
  const ours = stderr.split("\n").filter((line) => line.startsWith("otel-preload: "));
  expect(ours.filter((line) => line.includes("CANARY"))).toEqual([]);
});
