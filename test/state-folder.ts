import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where programs under test keep what no collector took, if nothing else is said: not in the home of who runs the tests. */
export const stateFolder: string = join(tmpdir(), `otel-preload-state-${process.pid}`);

export function teardown(): void {
  rmSync(stateFolder, { recursive: true, force: true });
}
