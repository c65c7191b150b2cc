import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openWorkshop } from "./workshop.ts";

// A mistake is planted in a file; the line that names it must be the line it was planted in.

const workshop = openWorkshop();

afterAll(() => workshop.remove());

describe("dashboards", () => {
  const panel = (more: Record<string, unknown>): Record<string, unknown> => ({
    id: 1,
    type: "timeseries",
    title: "Requests",
    gridPos: { x: 0, y: 0, w: 12, h: 8 },
    datasource: { type: "prometheus", uid: "prometheus" },
    targets: [{ refId: "A", expr: 'rate(up{job=~"$job"}[$__rate_interval])' }],
    ...more,
  });
  const dashboard = (panels: unknown[], more: Record<string, unknown> = {}): string =>
    JSON.stringify(
      {
        uid: "mine",
        title: "Mine",
        schemaVersion: 42,
        templating: {
          list: [
            { name: "job", type: "query" },
            { name: "source", type: "datasource" },
          ],
        },
        panels,
        ...more,
      },
      undefined,
      2,
    );
  const target = (more: Record<string, unknown>): Record<string, unknown> =>
    panel({ targets: [{ refId: "A", ...more }] });

  /** The line, from 1, on which this text stands. */
  const check = async (text: string): Promise<{ code: number; lines: string[]; lineOf: (part: string) => number }> => {
    const { lines, code } = await workshop.problems("dashboards/mine.json", text);
    return { lines, code, lineOf: (part) => text.split("\n").findIndex((line) => line.includes(part)) + 1 };
  };

  test("a good one has no problem", async () => {
    const { lines, code } = await check(
      dashboard([
        panel({}),
        panel({
          id: 2,
          gridPos: { x: 12, y: 0, w: 12, h: 8 },
          datasource: { type: "loki", uid: "${source}" },
          targets: [
            { refId: "A", expr: 'topk($job, sum by (a) (count_over_time({a="b"} | json | b="$job" [$__range])))' },
          ],
        }),
      ]),
    );
    expect(lines).toEqual([]);
    expect(code).toBe(0);
  });

  test.each([
    ["uid", dashboard([], { uid: "" }), '"uid"', 'uid: expected 1 to 40 letters, digits, - or _, got ""'],
    ["schema", dashboard([], { schemaVersion: 38 }), '"schemaVersion"', "schemaVersion: expected 42, got 38"],
    [
      "ids",
      dashboard([panel({ title: "first" }), panel({ id: 1, gridPos: { x: 12, y: 0, w: 12, h: 8 }, type: "stat" })]),
      undefined,
      "id 1: expected each once, got it on line 19 too",
    ],
    [
      "overlap",
      dashboard([panel({}), panel({ id: 2, title: "Second", gridPos: { x: 6, y: 7, w: 12, h: 8 } })]),
      undefined,
      'panel "Second" covers panel "Requests" on line 18',
    ],
    [
      "width",
      dashboard([panel({ gridPos: { x: 16, y: 0, w: 12, h: 8 } })]),
      '"gridPos"',
      'panel "Requests": expected x + w to be at most 24, got 28',
    ],
    [
      "data source",
      dashboard([panel({ datasource: { type: "prometheus", uid: "P123" } })]),
      '"datasource": {',
      'data source "P123" is not known; expected prometheus, loki, traces',
    ],
    [
      "PromQL",
      dashboard([target({ expr: "sum(rate(up[$__rate_interval])" })]),
      '"expr"',
      'PromQL does not parse: it ends too early, after "sum(rate(up[5m])"',
    ],
    [
      "LogQL",
      dashboard([target({ datasource: { type: "loki", uid: "loki" }, expr: "{a=~} | json" })]),
      '"expr"',
      'LogQL does not parse: unexpected "} | json" after "{a=~"',
    ],
    [
      "variable",
      dashboard([target({ expr: 'up{job="$jb"}' })]),
      '"expr"',
      "variable $jb is not defined; known are job, source",
    ],
    ["refId", dashboard([panel({ targets: [{ expr: "up" }] })]), undefined, "refId: expected a letter, got nothing"],
    ["metric", dashboard([target({ expr: "upp" })]), '"expr"', "warning: metric upp is not known; did you mean up?"],
  ])("%s", async (_, text, part, message) => {
    const { lines, lineOf } = await check(text);
    expect(lines.join("\n")).toContain(part === undefined ? message : `${lineOf(part)}: ${message}`);
    expect(lines).toHaveLength(1);
  });

  test("two of one uid", async () => {
    const first = workshop.write("twins/a.json", dashboard([]));
    const second = workshop.write("twins/b.json", dashboard([]));
    const { code, out } = await workshop.check(join(workshop.folder, "twins"));
    expect(out).toContain(`${second}:2: uid "mine": expected each once, ${first} has it too`);
    expect(code).toBe(1);
  });
});
