import { expect, test } from "vitest";
import { startReceiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";
import type { ServerName } from "../../../cli/src/server/definition.ts";
import { urlOf } from "./database-run.ts";

const forgotten: [string, ServerName][] = [
  ["pg", "postgres"],
  ["pg emitter", "postgres"],
  ["mysql2", "mariadb"],
  ["mysql2 emitter", "mariadb"],
  ["mysql2 connection", "mariadb"],
  ["mongodb", "ferretdb"],
  ["redis", "redis"],
  ["ioredis", "redis"],
];

test.for(forgotten)(
  "an error of %s that nobody handles ends the process as it does without us",
  async ([program, server], context) => {
    const run = {
      file: "packages/otel-preload/test/fixtures/databases/forget.cjs",
      args: [program, urlOf(context, server)],
    };
    const without = await runFixture({ ...run, via: "none" });
    const receiver = await startReceiver();
    context.onTestFinished(() => receiver.close());
    const { code, signal, stderr } = await runFixture({ ...run, receiver });
    expect({ code, signal, message: messageOf(stderr) }).toEqual({
      code: without.code,
      signal: without.signal,
      message: messageOf(without.stderr),
    });
    expect(messageOf(stderr)).not.toBe("");
  },
);

/** The line that Node prints of the error. */
function messageOf(stderr: string): string {
  return /^\w*error\b.*$/imu.exec(stderr)?.[0] ?? "";
}
