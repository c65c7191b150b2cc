import type { Event } from "@sentry/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";
import { type RunningBugsink, startBugsink } from "./start-bugsink.ts";

interface Issue {
  readonly id: string;
  readonly calculated_type: string;
  readonly calculated_value: string;
  readonly digested_event_count: number;
}

let receiver: Receiver;
let bugsink: RunningBugsink;
beforeAll(async () => {
  receiver = await startReceiver();
  bugsink = await startBugsink();
}, 600_000);
afterAll(async () => {
  await bugsink?.stop();
  await receiver?.close();
});

async function issues(): Promise<Issue[]> {
  return (await bugsink.get<{ results: Issue[] }>("/api/canonical/0/issues/?project=1&sort=last_seen&order=desc"))
    .results;
}

async function eventsOf(issue: string): Promise<Event[]> {
  const { results } = await bugsink.get<{ results: { id: string }[] }>(`/api/canonical/0/events/?issue=${issue}`);
  return Promise.all(
    results.map(async ({ id }) => (await bugsink.get<{ data: Event }>(`/api/canonical/0/events/${id}/`)).data),
  );
}

test("an error is one issue with our trace, a second occurrence goes into it, and so does one that ends the process", async () => {
  const env = { SENTRY_DSN: bugsink.dsn };
  const file = "packages/otel-preload/test/fixtures/errors/serve.cjs";
  const first = await runFixture({ file, args: ["/log"], receiver, env });
  const second = await runFixture({ file, args: ["/log"], receiver, env });
  expect([first.code, second.code]).toEqual([0, 0]);
  const dying = await runFixture({
    file: "packages/otel-preload/test/fixtures/errors/die.cjs",
    args: ["throw"],
    receiver,
    env,
  });
  expect(dying.code).toBe(1);

  await expect
    .poll(
      async () =>
        (await issues()).map(({ calculated_type, calculated_value, digested_event_count }) => [
          calculated_type,
          calculated_value,
          digested_event_count,
        ]),
      { timeout: 20_000 },
    )
    .toEqual([
      ["TypeError", "boom", 1],
      ["TypeError", "no such article", 2],
    ]);
  const [fatal, logged] = await issues();
  const traces = receiver.logs
    .filter((log) => log.attributes["exception.message"] === "no such article")
    .map((log) => log.traceId);
  const events = await eventsOf(logged?.id ?? "");
  expect(events.map((event) => String(event.contexts?.trace?.trace_id)).toSorted()).toEqual(
    traces.map(String).toSorted(),
  );
  expect(events[0]).toMatchObject({
    release: "fixture-errors@1.2.3",
    request: { method: "GET" },
    user: { id: "u-77" },
  });
  expect(JSON.stringify(events)).not.toMatch(/canary|4111 1111/u);
  expect((await eventsOf(fatal?.id ?? ""))[0]).toMatchObject({ level: "fatal" });
});
