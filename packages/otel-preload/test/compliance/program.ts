// node --import @org/otel-preload program.ts checks-….ts: does each row's part, prints what went wrong as JSON.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { logs, trace } from "@opentelemetry/api";
import type { Check } from "./check.ts";

const { checks } = (await import(pathToFileURL(resolve(process.argv[2] ?? "")).href)) as { checks: readonly Check[] };
const failures: Record<string, string> = {};
for (const { row, inProcess } of checks) {
  try {
    await inProcess({ tracer: trace.getTracer(row), logger: logs.getLogger(row) });
  } catch (thrown) {
    failures[row] = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
}
console.log(JSON.stringify({ failures }));
