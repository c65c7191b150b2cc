import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";
import { type EnvelopeReceiver, startEnvelopeReceiver } from "./envelope-receiver.ts";

let receiver: Receiver;
let sentry: EnvelopeReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
  sentry = await startEnvelopeReceiver();
});
afterEach(async () => {
  await receiver.close();
  await sentry.close();
});

const file = "packages/otel-preload/test/fixtures/errors/die.cjs";

/** The severities of the records of errors, and the mechanisms of the Sentry events, that one death leaves behind. */
interface Death {
  readonly way: string;
  readonly handler?: string;
  readonly mode?: string;
  readonly records: readonly string[];
  readonly events: readonly string[];
}

const uncaught = { records: ["fatal"], events: ["onuncaughtexception fatal"] };
const rejected = { records: ["fatal"], events: ["onunhandledrejection fatal"] };
const seenException = { records: ["error"], events: ["onuncaughtexception error"] };
const seenRejection = { records: ["error"], events: ["onunhandledrejection error"] };

const deaths: readonly Death[] = [
  { way: "throw", ...uncaught },
  { way: "throw-string", ...uncaught },
  { way: "throw-null", ...uncaught },
  { way: "emit-error", ...uncaught },
  { way: "throw", handler: "exception", ...seenException },
  // It logs the error itself: one record, not two. At level "log" it is not reported a second time either.
  { way: "throw", handler: "exception-exit", records: ["log"], events: ["onuncaughtexception error"] },
  // Node leaves with code 7 at once, without an exit event: nothing can be told.
  { way: "throw", handler: "exception-throws", records: [], events: [] },
  { way: "throw", handler: "capture", ...seenException },
  { way: "log-then-throw", records: ["error", "fatal"], events: ["log error"] },
  { way: "reject", ...rejected },
  { way: "reject-string", ...rejected },
  { way: "reject", handler: "exception", ...seenRejection },
  { way: "reject", handler: "rejection", ...seenRejection },
  // The first is handled, the second ends the process.
  {
    way: "reject",
    handler: "rejection-once",
    records: ["error", "fatal"],
    events: ["onunhandledrejection error", "onunhandledrejection fatal"],
  },
  ...["throw", "strict"].map((mode) => ({ way: "reject", mode, ...rejected })),
  ...["warn", "none", "warn-with-error-code"].map((mode) => ({ way: "reject", mode, ...seenRejection })),
  ...["strict", "warn", "none", "warn-with-error-code", "throw"].map((mode) => ({
    way: "reject",
    handler: "rejection",
    mode,
    ...(mode === "strict" ? rejected : seenRejection),
  })),
  { way: "exit", records: ["error"], events: ["log error"] },
  { way: "exit-code", records: [], events: [] },
  { way: "kill", records: [], events: [] },
];

describe("a process dies as it would without us, and its error is told", () => {
  test.for(
    deaths.map(
      (death) =>
        [[death.way, death.handler, death.mode].filter((part) => part !== undefined).join(" "), death] as const,
    ),
  )("%s", async ([, death]) => {
    const { way, handler, mode, records, events } = death;
    const args = handler === undefined ? [way] : [way, handler];
    const env = {
      SENTRY_DSN: sentry.dsn,
      ...(mode === undefined ? {} : { NODE_OPTIONS: `--unhandled-rejections=${mode}` }),
    };
    const [without, run] = await Promise.all([
      runFixture({ file, args, env, via: "none" }),
      runFixture({ file, args, env, receiver }),
    ]);
    expect(ending(run)).toEqual(ending(without));
    const told = receiver.logs.filter((log) => log.attributes["exception.type"] !== undefined);
    expect(told.map((log) => log.severityText)).toEqual(records);
    const seen = [...new Map(sentry.events.map((event) => [event.event_id, event])).values()];
    expect(
      seen.map((event) => `${event.exception?.values?.at(-1)?.mechanism?.type} ${event.level}`).toSorted(),
    ).toEqual(events.toSorted());
  });
});

/** Process ids stand in Node's warnings. */
function ending({
  code,
  signal,
  stdout,
  stderr,
}: {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}): object {
  return { code, signal, stdout, stderr: stderr.replaceAll(/\(node:\d+\)/gu, "(node:0)") };
}

test("the record of an uncaught error has it whole, and comes with what was waiting", async () => {
  await runFixture({ file, args: ["throw"], receiver });
  const [running, fatal] = receiver.logs;
  expect(running?.body).toBe("running");
  expect(fatal).toMatchObject({ severityNumber: 21, body: "Uncaught exception: TypeError: boom" });
  expect(fatal?.attributes).toEqual({
    "exception.type": "TypeError",
    "exception.message": "boom",
    "exception.stacktrace": expect.stringMatching(/^TypeError: boom\n[\s\S]*\nCaused by: Error: the root\n/u),
  });
});
