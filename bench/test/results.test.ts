import { expect, test } from "vitest";
import type { ContenderName } from "../options.ts";
import { isWithin } from "../result/evaluate.ts";
import type { Limit } from "../result/figure.ts";
import { page, table } from "../result/markdown.ts";
import { merge, type PartResult, type Results, toJson } from "../result/store.ts";
import { picture } from "../result/svg.ts";

const circumstances: Omit<PartResult, "samples"> = {
  measuredAt: "2026-01-02T03:04:05.000Z",
  loadAverageBefore: 0.25,
  rounds: 3,
  quick: false,
  machine: {
    cpu: "2 × Test & <Sons>",
    memoryGigabytes: 8,
    system: "Debian, Linux 6",
    node: "v24.0.0",
  },
  versions: { ours: "0.1.0", upstream: "0.82.0", "dd-trace": "6.21.0" },
};

const throughput: Readonly<Record<ContenderName, number>> = {
  bare: 20_000,
  ours: 16_000,
  upstream: 5000,
  "dd-trace": 8000,
};
const hello: PartResult = {
  ...circumstances,
  samples: [0, 1, 2].flatMap((round) =>
    Object.entries(throughput).map(([contender, requestsPerSecond]) => ({
      contender: contender as ContenderName,
      kind: "cjs" as const,
      round,
      values: { requestsPerSecond, cpuMicrosPerRequest: 1e6 / requestsPerSecond, cpuShare: 0.97 },
    })),
  ),
};
const kept: PartResult = {
  ...circumstances,
  samples: [{ contender: "ours", kind: "cjs", round: 0, values: { burstShare: 1.2, exitShare: 0.999_99 } }],
};
const results: Results = { parts: { hello, kept } };

test("the table shows bare as it is, others beside it, and what ours reaches", () => {
  const lines = table(results).split("\n");
  expect(lines).toContain(
    "| hello, CommonJS: requests/s ÷ bare | ≥ 0.75 | ≥ 0.88 | must | 20,000/s | 0.80 | 0.25 | 0.40 |",
  );
  expect(lines).toContain(
    "| hello, CommonJS: added CPU per request | ≤ 4 µs | ≤ 2 µs | **no** | 50.0 µs | 12.5 | 150.0 | 75.0 |",
  );
  expect(lines).toContain("| spans kept: burst of 50,000 | ≥ 100 % | ≥ 100 % | aim |  | 100.0 |  |  |");
  expect(lines.filter((line) => line.includes("app"))).toEqual([]);
});

test("a share that is not all is not rounded up to all", () => {
  expect(table(results)).toContain("| spans kept: process.exit | ≥ 100 % | ≥ 100 % | **no** |  | 99.9 |");
});

test("of several rounds the one that kept least counts", () => {
  const samples = [1, 0.5, 1].map((burstShare, round) => ({
    contender: "ours" as const,
    kind: "cjs" as const,
    round,
    values: { burstShare },
  }));
  expect(table({ parts: { kept: { ...circumstances, samples } } })).toContain("| **no** |  | 50.0 |");
});

test("a limit holds for what is shown", () => {
  const within = (value: number, limit: Limit, digits: number) => isWithin({ compare: "ratio", digits }, value, limit);
  expect(within(0.7496, { least: 0.75 }, 2)).toBe(true);
  expect(within(0.74, { least: 0.75 }, 2)).toBe(false);
  expect(within(4.04, { most: 4 }, 1)).toBe(true);
  expect(within(4.06, { most: 4 }, 1)).toBe(false);
});

test("the page names machine, versions, date, rounds and load", () => {
  const text = page(results);
  for (const fact of [
    "2 × Test & <Sons>",
    "v24.0.0",
    "0.82.0",
    "6.21.0",
    "| hello | 2026-01-02 03:04 | 0.25 | 3 | 12 | 97 % |",
  ])
    expect(text).toContain(fact);
});

test("a machine that was not quiet is the first thing that the page says", () => {
  expect(page(results)).not.toContain("Other programs were busy");
  const busy = { ...hello, loadAverageBefore: 3 };
  expect(page({ parts: { hello: busy, kept } })).toContain("(load average before the parts: 0.3 to 3.0)");
});

test("a part that is measured again takes the place of the older one, others stay", () => {
  const again = { ...hello, measuredAt: "2026-02-03T00:00:00.000Z" };
  expect(merge(results, { parts: { hello: again } })).toEqual({ parts: { hello: again, kept } });
  expect(JSON.parse(toJson(results))).toEqual({ parts: { hello, kept } });
});

test("the picture is well-formed XML with a bar for each contender", () => {
  const svg = picture(results);
  expect(unbalanced(svg)).toEqual([]);
  expect(svg.match(/class="(ours|upstream|dd-trace)"/g)?.length).toBeGreaterThanOrEqual(6);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  expect(svg).toContain("prefers-color-scheme: dark");
});

/** Elements that are not closed in order, attributes without quotes, and an ampersand that begins no entity. */
function unbalanced(xml: string): string[] {
  const open: string[] = [];
  const wrong: string[] = xml.match(/&(?!(amp|lt|gt|quot);)/g) ?? [];
  for (const [tag, closing, name = "", attributes = "", empty] of xml.matchAll(/<(\/?)([\w-]+)([^>]*?)(\/?)>/g)) {
    if (closing === "/") {
      if (open.pop() !== name) wrong.push(tag);
      continue;
    }
    if (!/^(\s+[\w:-]+="[^"<]*")*\s*$/.test(attributes)) wrong.push(tag);
    if (empty === "") open.push(name);
  }
  return [...wrong, ...open];
}
