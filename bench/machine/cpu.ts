import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { BenchError } from "../error.ts";

/** The server under test has the first cpu for itself; load, databases and receivers share the last. */
export const serverCpu = 0;
const loadCpu: number = cpus().length - 1;

/** Moves this process, and with it whatever it starts, to the cpu of the load. */
export function moveToLoadCpu(): void {
  if (process.platform !== "linux" || cpus().length < 2)
    throw new BenchError(
      `the benchmark needs Linux and two cpus to keep server and load apart; this is ${process.platform} with ${cpus().length}`,
    );
  try {
    execFileSync("taskset", ["-acp", String(loadCpu), String(process.pid)], { stdio: "pipe" });
  } catch (thrown) {
    throw new BenchError(`taskset (Debian: util-linux) must be there to pin processes to a cpu: ${String(thrown)}`);
  }
}

/**
 * User and system time of all threads of a process, in microseconds: Linux' Documentation/scheduler/sched-stats, first
 * number of each thread's schedstat, which counts nanoseconds where /proc/PID/stat counts hundredths of a second.
 */
export function cpuMicros(pid: number): number {
  const nanos = readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    const [onCpu = "0"] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
    return sum + Number(onCpu);
  }, 0);
  return nanos / 1000;
}
