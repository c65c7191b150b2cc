import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ensureNode, nodeVersions } from "../../../test/node-versions.ts";
import { type Receiver, startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const fixture = (name: string): string => `packages/otel-preload/test/fixtures/basic/${name}`;
const kindsOfHttp = new Set([2, 3]);

describe.for(nodeVersions)("Node %s", (version) => {
  let node: string;
  beforeAll(async () => {
    node = await ensureNode(version);
  }, 300_000);

  test.for([
    ["use-http.mjs", "import"],
    ["use-http.mjs", "require"],
    ["exit.cjs", "import"],
    ["exit.cjs", "require"],
  ] as const)("%s by --%s: both spans, nothing on stderr", async ([file, via]) => {
    const run = await runFixture({ file: fixture(file), args: ["normal"], via, receiver, node });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(new Set(receiver.spans.map((span) => span.kind))).toEqual(kindsOfHttp);
    expect(receiver.spans[0]?.resource["process.runtime.version"]).toBe(version);
  });

  test.for([
    ["hooked.cjs", "import"],
    ["hooked.cjs", "require"],
    ["hooked.mjs", "import"],
    ["hooked.mjs", "require"],
  ] as const)("%s by --%s: the library is instrumented", async ([file, via]) => {
    const run = await runFixture({ file: fixture(file), via, receiver, node });
    expect(run).toMatchObject({ code: 0, stderr: "", stdout: '{"level":"info","message":"hello"}\n' });
    const span = receiver.spans.find(({ name }) => name === "work");
    expect(receiver.logs).toMatchObject([{ body: "hello", traceId: span?.traceId, spanId: span?.spanId }]);
  });
});

test.for(nodeVersions.filter((version) => version !== "22.15.0"))("type stripping on Node %s", async (version) => {
  const run = await runFixture({ file: fixture("typescript.ts"), receiver, node: await ensureNode(version) });
  expect(run.code).toBe(0);
  expect(run.stderr).not.toContain("otel-preload");
  expect(receiver.spans.filter((span) => span.kind === 2).map((span) => span.attributes["url.path"])).toEqual([
    "/typed",
  ]);
});
