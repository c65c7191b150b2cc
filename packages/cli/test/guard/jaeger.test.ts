import { afterAll, beforeAll, expect, test } from "vitest";
import type { PartName } from "../../src/stack/part.ts";
import { stackStatus, type PartStatus } from "../../src/stack/status.ts";
import type { StackState } from "../../src/stack/state.ts";
import { upStack } from "../../src/stack/up.ts";
import { alive, newStack, silent, type TestStack } from "../stack-process/stack.ts";
import { id, span, traces } from "../stack/otlp.ts";

// The first run on a machine builds the binaries.
const buildMillis = 1_800_000;
const capBytes = 4_000_000;
const without: readonly PartName[] = ["prometheus", "loki", "alertmanager", "bugsink"];
const waiting = { timeout: 60_000, interval: 250 };

let stack: TestStack;
let state: StackState;

beforeAll(async () => {
  const plain = await newStack();
  const env = { ...plain.env, OTELSTACK_JAEGER_DISK_CAP: "4MB", OTELSTACK_DISK_CHECK_SECONDS: "1" };
  stack = { ...plain, env };
  state = await upStack({ env, portOffset: plain.portOffset, engine: "native", without }, silent);
}, buildMillis);
afterAll(() => stack.clean());

test(
  "above its cap Jaeger is emptied and started anew; what was sent meanwhile and later is there",
  { timeout: 240_000 },
  async () => {
    const [oldest, later] = [id(16), id(16)];
    await send(oldest, "the oldest");
    await expect.poll(() => read(oldest), waiting).toContain("the oldest");
    const before = await jaeger();
    expect(before).toMatchObject({ diskCapBytes: capBytes });
    expect(before).not.toHaveProperty("diskAction");

    // Until the guard acts; each trace is some 100 kB that no compression makes smaller.
    const during: string[] = [];
    await expect
      .poll(
        async () => {
          const trace = id(16);
          during.push(trace);
          await send(trace, "filling", 100_000);
          return (await jaeger())?.pid;
        },
        { timeout: 120_000, interval: 100 },
      )
      .not.toBe(before?.pid);
    await expect.poll(async () => (await jaeger())?.state, waiting).toBe("healthy");
    await expect
      .poll(async () => (await jaeger())?.diskAction, waiting)
      .toMatch(/ jaeger: \d\.\d of 4 MB used, all traces dropped/);

    // The last one was sent while Jaeger was away or newly there.
    await expect.poll(() => read(during.at(-1) ?? ""), waiting).toContain("filling");
    await send(later, "the newest");
    await expect.poll(() => read(later), waiting).toContain("the newest");
    expect(await read(oldest)).not.toContain("the oldest");
    expect((await jaeger())?.diskBytes).toBeLessThan(capBytes);
    expect((await stackStatus(stack)).healthy).toBe(true);
  },
);

test("status shows the cap and what was done; the guard's log too; down leaves nothing", async () => {
  const { out, code } = await stack.otelstack("status");
  expect(code).toBe(0);
  expect(out.find((line) => line.startsWith("jaeger"))).toMatch(/ \d\.\d of 4 MB /);
  expect(out.find((line) => line.startsWith("guard"))).toMatch(/ healthy /);
  expect(out.at(-1)).toMatch(/^disk cap: \d{4}-\S+Z jaeger: .*all traces dropped/);
  const log = await stack.otelstack("logs", "guard");
  expect(log.out.filter((line) => line.includes("all traces dropped"))).not.toEqual([]);

  const pids = (await stackStatus(stack)).parts.map((part) => part.pid);
  expect(await stack.otelstack("down")).toMatchObject({ code: 0 });
  expect(alive(pids)).toEqual([]);
});

test("a cap that is no size is refused before anything starts", async () => {
  const env = { ...stack.env, OTELSTACK_LOKI_DISK_CAP: "lots" };
  await expect(upStack({ env, portOffset: stack.portOffset, engine: "native", without }, silent)).rejects.toThrow(
    'OTELSTACK_LOKI_DISK_CAP: got "lots", expected a size such as 500MB or 4GB',
  );
});

async function jaeger(): Promise<PartStatus | undefined> {
  return (await stackStatus(stack)).parts.find((part) => part.name === "jaeger");
}

async function send(trace: string, name: string, bytes = 0): Promise<void> {
  const filling = Array.from({ length: bytes / 1000 }, (_, index) => [`filling_${index}`, randomText(1000)]);
  const body = JSON.stringify(
    traces("guarded", [span({ trace, name, kind: 2, attributes: Object.fromEntries(filling) })]),
  );
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${state.urls.otlpHttp}/v1/traces`, { method: "POST", headers, body });
  expect(answer.status, await answer.text()).toBe(200);
}

function randomText(length: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(length * 0.75))).toString("base64");
}

function read(trace: string): Promise<string> {
  return fetch(`${state.urls.jaeger}/api/v3/traces/${trace}`).then(
    (answer) => answer.text(),
    () => "",
  );
}
