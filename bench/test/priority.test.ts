import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const priority = new URL("../machine/priority.ts", import.meta.url).href;
const file = "/proc/self/autogroup";
/** Nothing to raise on another system or kernel. */
const weight = () => (existsSync(file) ? readFileSync(file, "utf8") : "");

test("the session that started the benchmark has its own weight again when that has ended", async () => {
  const before = weight();
  const program = `import { raisePriority } from ${JSON.stringify(priority)};
    raisePriority();
    process.stdout.write(${before === "" ? '""' : `(await import("node:fs")).readFileSync("${file}", "utf8")`});`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
  expect(stdout).toBe(process.getuid?.() === 0 ? before.replace(/nice .*/, "nice -10") : before);
  expect(weight()).toBe(before);
});
