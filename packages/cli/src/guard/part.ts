import { basePorts } from "../stack/ports.ts";
import type { Launch } from "../process/start.ts";
import type { Part, PartContext } from "../stack/part.ts";
import { guardProgram } from "./program.ts";
import { beginReport } from "./report.ts";
import { guardSettings, guardVariables } from "./settings.ts";

// It finds the stack and its programs as we do.
const passedOn = ["OTELSTACK_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", ...guardVariables];

/** The guard: keeps the stores that have no cap by size of their own below one. */
export const guard: Part = {
  name: "guard",
  demo: false,
  needs: [],
  after: [],
  ports: [],
  address: () => "-",
  // It listens nowhere: it is well while it runs, and what it cannot do stands in its log and in `status`.
  probe: () => () => Promise.resolve(),
  dataDir: () => undefined,
  launch,
  startTimeoutMillis: 10_000,
  stopSignal: "SIGTERM",
  stopTimeoutMillis: 5_000,
};

async function launch({ ports, paths, env }: PartContext): Promise<Launch> {
  // A wrong value is told now, by the command that a person looks at; and its table knows the caps from the start.
  await beginReport(paths, guardSettings(env).capBytes);
  const [file, ...args] = guardProgram(ports.prometheus - basePorts.prometheus);
  const variables = passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return { file, args, env: Object.fromEntries(variables) as Record<string, string> };
}
