// What the part `guard` runs: main.ts --port-offset N; with --empty PART that part is emptied and started anew, and that is all.
import { parseArgs } from "node:util";
import { processIo } from "../io.ts";
import { emptyPart } from "./empty-part.ts";
import { runGuard } from "./run.ts";
import { guardedStores } from "./settings.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

const { values } = parseArgs({ options: { "port-offset": { type: "string" }, empty: { type: "string" } } });
const id = { env: process.env, portOffset: Number(values["port-offset"] ?? 0) };
const name = guardedStores.find((store) => store === values.empty);
try {
  await (name === undefined ? runGuard(id, processIo(), stop.signal) : emptyPart(name, id));
} catch (error) {
  // One line: it becomes a line of the guard's log, and of `status`.
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
