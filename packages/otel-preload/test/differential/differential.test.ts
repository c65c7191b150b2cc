import { describe, expect, test } from "vitest";
import { allowed, leftOut } from "./allowed.ts";
import { compareLogs, compareMetrics, compareTrees, type Difference, textOf } from "./difference.ts";
import { treesOf } from "./normalise.ts";
import { differencesPage } from "./page.ts";
import { programs } from "./programs.ts";
import { run, type Sent, type Side } from "./run.ts";

/** Entries of the lists that something matched. */
const used = new Set<object>();
let skipped = programs.length;

function isLeftOut(side: Side): (span: { scope: string; name: string }) => boolean {
  return ({ scope, name }) => {
    const entry = leftOut.find(
      (each) => each.side === side && each.scope === scope && (each.names?.includes(name) ?? true),
    );
    if (entry !== undefined) used.add(entry);
    return entry !== undefined;
  };
}

function differences(upstream: Sent["receiver"], ours: Sent["receiver"]): Difference[] {
  return [
    ...compareTrees(treesOf(upstream.spans, isLeftOut("upstream")), treesOf(ours.spans, isLeftOut("ours"))),
    ...compareMetrics(upstream.points, ours.points),
    ...compareLogs(upstream.logs, ours.logs),
  ];
}

function isAllowed(name: string, text: string): boolean {
  const entries = allowed.filter((entry) => (entry.programs?.includes(name) ?? true) && entry.what.test(text));
  for (const entry of entries) used.add(entry);
  return entries.length > 0;
}

describe("the same program under OpenTelemetry's preload and under ours", () => {
  test.for(programs)("$name", async ({ name, program }, context) => {
    const [theirs, own] = await Promise.all([program("upstream", context), program("ours", context)]);
    const [upstream, ours] = await Promise.all([run("upstream", theirs), run("ours", own)]);
    expect([upstream.code, ours.code], upstream.stderr + ours.stderr).toEqual([0, 0]);
    expect(ours.receiver.spans.length, ours.stderr).toBeGreaterThan(0);
    expect(upstream.receiver.spans.length, upstream.stderr).toBeGreaterThan(0);
    const texts = differences(upstream.receiver, ours.receiver).map(textOf);
    skipped--;
    expect([...new Set(texts.filter((text) => !isAllowed(name, text)))]).toEqual([]);
  });

  test("every allowed difference is seen", (context) => {
    if (skipped > 0) context.skip(`${skipped} programs did not run to their end`);
    expect([...allowed, ...leftOut].filter((entry) => !used.has(entry))).toEqual([]);
  });

  test("docs/differences-from-upstream.md says which, and why", async () => {
    await expect(differencesPage()).toMatchFileSnapshot("../../../../docs/differences-from-upstream.md");
  });
});
