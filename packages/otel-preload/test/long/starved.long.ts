import { expect, test } from "vitest";
import { startReceiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";

const file = "packages/otel-preload/test/fixtures/basic/starved.cjs";

test("an event loop that stands still for 15 s loses nothing", async () => {
  const receiver = await startReceiver();
  const run = await runFixture({ file, args: ["event loop"], receiver, via: "require", timeoutMillis: 50_000 });
  expect(run).toMatchObject({ code: 0, stdout: "over\n", stderr: "" });
  const spans = receiver.spans.filter(({ scope }) => scope === "starved").map(({ name }) => name);
  expect(spans).toEqual(["before 0", "after 0", "before 1", "after 1", "before 2", "after 2"]);
  await receiver.close();
});

test("a program without a file descriptor left ends as without us", async () => {
  const args = ["file descriptors"];
  const bare = await runFixture({ file, args, via: "none", timeoutMillis: 50_000 });
  const receiver = await startReceiver();
  const run = await runFixture({ file, args, receiver, via: "require", timeoutMillis: 50_000 });
  expect({ code: run.code, stdout: run.stdout }).toEqual({ code: bare.code, stdout: bare.stdout });
  await receiver.close();
});
