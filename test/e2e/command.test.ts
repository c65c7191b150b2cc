import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { run } from "../../packages/cli/src/command/run.ts";
import { familyOf } from "../../packages/cli/src/process/family.ts";
import { partNames } from "../../packages/cli/src/stack/part.ts";
import type { StackStatus } from "../../packages/cli/src/stack/status.ts";

const stack = inject("stack");
const env = { ...process.env, OTELSTACK_HOME: inject("stackHome") };

/** One command on the stack of these tests, as the terminal would run it. */
async function otelstack(name: string, ...rest: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line), isTTY: false };
  const argv = [name, "--port-offset", String(stack.portOffset), ...rest];
  const code = await run(argv, { io, env, signal: new AbortController().signal });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

test("status: every part of the whole stack is healthy, with its memory", async () => {
  const { code, out } = await otelstack("status", "--json");
  const { parts } = JSON.parse(out) as StackStatus;
  console.log(parts.map(({ name, memoryBytes }) => `${name} ${Math.round(memoryBytes / 1e6)} MB`).join(", "));
  expect(parts.filter((part) => part.state !== "healthy")).toEqual([]);
  expect(parts.map((part) => part.name)).toEqual(partNames);
  expect(code).toBe(0);
});

test.runIf(process.platform === "linux")("nothing of the stack listens beyond loopback", () => {
  const listening = readListeners();
  const found = stack.parts.flatMap((part) =>
    familyOf(part).flatMap(({ pid }) => socketsOf(pid).flatMap((inode) => listening.get(inode) ?? [])),
  );
  // At least the ports that are promised were looked at.
  expect(found.length).toBeGreaterThan(15);
  expect(found.filter((address) => !isLoopback(address))).toEqual([]);
});

test("trace draws a trace with the log lines below their spans", async () => {
  const traceId = crypto.randomUUID().replaceAll("-", "");
  await post("traces", { resourceSpans: [{ resource, scopeSpans: [{ scope: {}, spans: spansOf(traceId) }] }] });
  await post("logs", { resourceLogs: [{ resource, scopeLogs: [{ scope: {}, logRecords: [logOf(traceId)] }] }] });
  const draw = async (): Promise<string[]> => (await otelstack("trace", traceId)).out.split("\n");
  await expect.poll(async () => (await draw()).length, { timeout: 30_000 }).toBe(5);
  const [title, , root, log, child] = await draw();
  expect(title).toMatch(new RegExp(`^trace ${traceId}  .*, 20\\.0 ms, 2 spans, 1 service, 0 errors$`));
  expect(root).toMatch(/^drawn GET \/drawn +█{24} +20\.0 ms$/);
  expect(log).toBe("│   info  said in the span");
  expect(child).toMatch(/^└─ drawn SELECT things +█+ +10\.0 ms {2}db\.query\.text=SELECT 1$/);
});

test("trace says what it looked for when there is none", async () => {
  const { code, err } = await otelstack("trace", "0123456789abcdef0123456789abcdef");
  expect(code).toBe(1);
  expect(err).toContain(
    `trace 0123456789abcdef0123456789abcdef: Jaeger at ${stack.urls.jaeger} has no span of it after 10 s`,
  );
});

const resource = { attributes: [{ key: "service.name", value: { stringValue: "drawn" } }] };
const nanos = (millis: number): string => String((BigInt(Date.now()) + BigInt(millis)) * 1_000_000n);

function spansOf(traceId: string): unknown[] {
  const [rootStart, rootEnd, childStart, childEnd] = [0, 20, 5, 15].map(nanos);
  const statement = { key: "db.query.text", value: { stringValue: "SELECT 1" } };
  const root = { traceId, spanId: "00000000000000a1", name: "GET /drawn", kind: 2 };
  const child = { traceId, spanId: "00000000000000a2", parentSpanId: root.spanId, name: "SELECT things", kind: 3 };
  return [
    { ...root, startTimeUnixNano: rootStart, endTimeUnixNano: rootEnd },
    { ...child, startTimeUnixNano: childStart, endTimeUnixNano: childEnd, attributes: [statement] },
  ];
}

function logOf(traceId: string): unknown {
  const body = { stringValue: "said in the span" };
  return { timeUnixNano: nanos(2), severityNumber: 9, severityText: "INFO", body, traceId, spanId: "00000000000000a1" };
}

async function post(signal: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${stack.urls.otlpHttp}/v1/${signal}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  expect(response.status, await response.text()).toBe(200);
}

/** Local addresses of listening TCP sockets by the inode of the socket, as hexadecimal `address:port`. */
function readListeners(): Map<string, string> {
  const listening = "0A";
  const lines = ["tcp", "tcp6"].flatMap((table) => readFileSync(`/proc/net/${table}`, "utf8").split("\n").slice(1));
  return new Map(
    lines.flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [, local, , state] = fields;
      const inode = fields[9];
      return state === listening && local !== undefined && inode !== undefined ? [[inode, local] as const] : [];
    }),
  );
}

function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

// 127.0.0.0/8 ends in 7F, as the kernel prints it; then ::1, and 127.0.0.1 within IPv6.
function isLoopback(address: string): boolean {
  return /^(\w{6}7F|0{24}01000000|0{16}FFFF0000\w{6}7F):/.test(address);
}
