import { afterAll, beforeAll, test } from "vitest";
import type { Fault } from "./faults.ts";
import { fire, type Report } from "./fire.ts";
import { openStage, type Stage } from "./stage.ts";
import { tableOf } from "./table.ts";

export interface Suite {
  /** What every duration of rules, routes and intervals is multiplied by. */
  readonly timeScale: number;
  /** One after the other; those in one list at the same time. */
  readonly faults: readonly (Fault | readonly Fault[])[];
}

/** A test a fault, on a stack of their own. At the end it prints when which message came. */
export function fireEach({ timeScale, faults }: Suite): void {
  const reports: Report[] = [];
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage(timeScale);
  }, 1_800_000);

  afterAll(async () => {
    console.log(tableOf(reports));
    await stage?.close();
  }, 300_000);

  test.for(faults.map((one) => [one].flat()).map((each) => [each.map(({ name }) => name).join(", "), each] as const))(
    "%s",
    { timeout: 600_000 + 10_800_000 * timeScale },
    ([, each]) => fire(stage, each, (report) => reports.push(report)),
  );
}
