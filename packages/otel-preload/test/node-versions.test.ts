import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureNode, nodeVersions } from "../../../test/node-versions.ts";
import { type Receiver, startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const fixture = (name: string): string => `packages/otel-preload/test/fixtures/basic/${name}`;

describe.for(nodeVersions)("Node %s", (version) => {
  test.for([
    ["use-http.mjs", "import"],
    ["use-http.mjs", "require"],
    ["exit.cjs", "import"],
    ["exit.cjs", "require"],
  ] as const)("%s by --%s: both spans, nothing on stderr", async ([file, via]) => {
    const node = await ensureNode(version);
    const run = await runFixture({ file: fixture(file), args: ["normal"], via, receiver, node });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(new Set(receiver.spans.map((span) => span.kind))).toEqual(new Set([2, 3]));
    expect(receiver.spans[0]?.resource["process.runtime.version"]).toBe(version);
  });
});
