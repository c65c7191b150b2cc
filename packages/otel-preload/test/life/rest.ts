import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Receiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";

/** A folder for what cannot be delivered in time. */
export function makeSpool(): Record<string, string> {
  return { OTEL_PRELOAD_SPOOL_DIRECTORY: mkdtempSync(join(tmpdir(), "life-spool-")) };
}

/** On a busy machine something may lie on disk at the exit: the next programs of the service deliver it. */
export async function deliverRest(
  receiver: Receiver,
  env: Record<string, string>,
  isThere: () => boolean,
): Promise<void> {
  for (let runs = 0; runs < 5 && !isThere(); runs++)
    await runFixture({ file: "packages/otel-preload/test/fixtures/basic/idle.cjs", receiver, env });
}
