import { mkdir, mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { prune } from "../../src/view/bundle.ts";

test("bundles that nobody has opened for 30 days go, the others stay", async () => {
  const root = await mkdtemp(join(tmpdir(), "otelstack-bundles-"));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [name, days] of Object.entries({ today: 0, month: 29, old: 31 })) {
    await mkdir(join(root, name, "public"), { recursive: true });
    const then = new Date(Date.now() - days * 86_400_000);
    await utimes(join(root, name), then, then);
  }
  await prune(root);
  expect((await readdir(root)).toSorted()).toEqual(["month", "today"]);
});
