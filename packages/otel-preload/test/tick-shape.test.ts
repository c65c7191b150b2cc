import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ensureNode, nodeVersions } from "../../../test/node-versions.ts";
import { runFixture } from "../../../test/run-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "tick-shape-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How often V8 made the shape of a tick, by its own log of them; the program collects garbage twenty times, without a tick. */
async function shapesMade(node: string, via: "import" | "require" | "none"): Promise<number> {
  const log = join(folder, "v8.log");
  const flags = ["--expose-gc", "--log-maps", "--no-log-maps-details", "--no-logfile-per-isolate", `--logfile=${log}`];
  const file = "packages/otel-preload/test/fixtures/basic/ticks.cjs";
  const run = await runFixture({ file, flags, node, via, env: { OTEL_METRICS_EXPORTER: "none" } });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const lines = readFileSync(log, "utf8").split("\n");
  return lines.filter((line) => /^map,Transition,.*"trigger_async_id_symbol"/u.test(line)).length;
}

test.for(nodeVersions)(
  "Node %s keeps the shape of its ticks under the preload, and forgets it without",
  async (version) => {
    const node = await ensureNode(version);
    expect(await shapesMade(node, "none")).toBeGreaterThan(10);
    expect(await shapesMade(node, "import")).toBeLessThan(4);
    expect(await shapesMade(node, "require")).toBeLessThan(4);
  },
);
