import assert from "node:assert/strict";
import { beforeAll, describe, test } from "vitest";
import { startReceiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";
import type { Arrived } from "./check.ts";
import { recordsOf, type SentRecord, type SentSpan, spanNamed, spansOf } from "./sent.ts";
import { checkFiles } from "./tested.ts";

const folder = "packages/otel-preload/test/compliance";

/** One child process for all rows of a file. */
describe.each(checkFiles)("%s", (file, checks) => {
  let failures: Readonly<Record<string, string>>;
  let spans: readonly SentSpan[];
  let records: readonly SentRecord[];

  beforeAll(async () => {
    const receiver = await startReceiver();
    const run = await runFixture({
      file: `${folder}/program.ts`,
      args: [`${folder}/${file}`],
      receiver,
      env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "console" },
    });
    await receiver.close();
    assert.equal(run.code, 0, run.stderr);
    ({ failures } = JSON.parse(run.stdout) as { failures: Record<string, string> });
    spans = spansOf(receiver);
    records = recordsOf(receiver);
  });

  test.each(checks.map((check) => [check.row, check] as const))("%s", (row, { arrived }) => {
    assert.equal(failures[row], undefined);
    arrived?.(ofRow(row));
  });

  function ofRow(row: string): Arrived {
    const own = spans.filter(({ scope }) => scope.name === row);
    return {
      spans: own,
      records: records.filter(({ scope }) => scope.name === row),
      span: (name) => spanNamed(own, name),
    };
  }
});
