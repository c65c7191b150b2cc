import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readState, type StackState } from "../../src/stack/state.ts";
import { stackStatus } from "../../src/stack/status.ts";
import { upStack } from "../../src/stack/up.ts";
import { alive, busyPorts, newStack, silent, withoutSlow, type TestStack } from "./stack.ts";

// The first run on a machine builds the binaries.
const buildMillis = 1_800_000;
const flags = ["--native", "--without", withoutSlow.join(",")];

describe("the life of a stack", () => {
  let stack: TestStack;
  let state: StackState;

  beforeAll(async () => {
    stack = await newStack();
    state = await upStack({ ...stack, engine: "native", without: withoutSlow }, silent);
  }, buildMillis);
  afterAll(() => stack.clean());

  const pidOf = (name: string, parts = state.parts): number => parts.find((part) => part.name === name)?.pid ?? 0;
  const prometheusApi = (path: string): Promise<unknown> =>
    fetch(`${state.urls.prometheus}/api/v1/${path}`).then((response) => response.json());

  test("status --json tells health, process, memory and disk of every part", async () => {
    const { out, code } = await stack.otelstack("status", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out.join("\n"))).toMatchObject({
      up: true,
      healthy: true,
      portOffset: stack.portOffset,
      parts: [
        {
          name: "collector",
          state: "healthy",
          pid: pidOf("collector"),
          memoryBytes: expect.toSatisfy((bytes: number) => bytes > 10_000_000),
        },
        { name: "prometheus", state: "healthy", diskBytes: expect.any(Number), address: state.urls.prometheus },
        { name: "alertmanager", state: "healthy" },
      ],
    });
  });

  test("secrets and state are readable by their owner alone", async () => {
    const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
    expect(await mode(state.paths.secrets)).toBe("700");
    expect(await mode(state.paths.stateFile)).toBe("600");
    const password = join(state.paths.secrets, "bugsink-admin-password");
    expect(await mode(password)).toBe("600");
    expect((await readFile(password, "utf8")).length).toBeGreaterThanOrEqual(24);
    expect(await mode(state.paths.logs)).toBe("700");
  });

  test("up again starts nothing and says so", async () => {
    const { out, code } = await stack.otelstack("up", ...flags);
    expect(code).toBe(0);
    expect(out[0]).toBe("already up");
    expect((await readState(state.paths.stateFile))?.parts).toEqual(state.parts);
  });

  test("a killed part is named with its log, and up starts it again", async () => {
    process.kill(pidOf("prometheus"), "SIGKILL");
    await expect.poll(() => alive([pidOf("prometheus")])).toEqual([]);
    const broken = await stack.otelstack("status");
    expect(broken.code).toBe(1);
    expect(broken.out.find((line) => line.startsWith("prometheus"))).toMatch(/\bdead\b/);
    expect(broken.err[0]).toContain(`prometheus is dead: process ${pidOf("prometheus")} has ended`);
    expect(broken.err.at(-1)).toContain("starts again what is dead");

    expect(await stack.otelstack("up", ...flags)).toMatchObject({ code: 0, err: [] });
    const repaired = await stackStatus(stack);
    expect(repaired.healthy).toBe(true);
    expect(repaired.parts.find((part) => part.name === "prometheus")?.pid).not.toBe(pidOf("prometheus"));
    // The others went on.
    expect(repaired.parts.find((part) => part.name === "collector")?.pid).toBe(pidOf("collector"));
  });

  test("logs prints the last lines of a part", async () => {
    const { out, code } = await stack.otelstack("logs", "prometheus", "-n", "1");
    expect(code).toBe(0);
    expect(out.length).toBeLessThanOrEqual(1);
    const never = await stack.otelstack("logs", "loki");
    expect(never).toMatchObject({ code: 1, err: [expect.stringContaining("loki: no log at")] });
  });

  test("down leaves no process and no port; what was stored is there after the next up", async () => {
    const pushed = await fetch(`${state.urls.otlpHttp}/v1/metrics`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(oneGauge("kept_over_down", 42)),
    });
    expect(pushed.status).toBe(200);
    await expect
      .poll(() => prometheusApi("query?query=kept_over_down"), { timeout: 20_000 })
      .toMatchObject({
        data: { result: [{ value: [expect.any(Number), "42"] }] },
      });
    const before = (await readState(state.paths.stateFile))?.parts.map((part) => part.pid) ?? [];

    expect(await stack.otelstack("down")).toMatchObject({
      code: 0,
      out: [`stopping ${before.length} parts`, "stopped; no process is left, the data is kept"],
    });
    expect(alive(before)).toEqual([]);
    expect(await busyPorts(stack.portOffset)).toEqual([]);
    expect((await stack.otelstack("status")).code).toBe(1);

    expect(await stack.otelstack("up", ...flags)).toMatchObject({ code: 0, err: [] });
    expect(await prometheusApi("query?query=max_over_time(kept_over_down[10m])")).toMatchObject({
      data: { result: [{ value: [expect.any(Number), "42"] }] },
    });
  });
});

function oneGauge(name: string, value: number): unknown {
  const dataPoints = [{ asDouble: value, timeUnixNano: String(BigInt(Date.now()) * 1_000_000n) }];
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "life-test" } }] };
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope: {}, metrics: [{ name, gauge: { dataPoints } }] }] }] };
}
