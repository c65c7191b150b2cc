import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import { withLock } from "../process/lock.ts";
import { blockedPort } from "./blocked-ports.ts";
import { composeUp } from "./compose.ts";
import { chooseConfig } from "./config.ts";
import { chooseEngine, type Engine } from "./engine.ts";
import { createFolders, stackPaths } from "./home.ts";
import { nativeUp } from "./native-up.ts";
import type { UpOptions } from "./options.ts";
import { readState, type StackState } from "./state.ts";

/** Brings the stack up, or what is missing of it, and waits until every part is ready. A failed part is a CliError, and nothing it started is left. */
export async function upStack(options: UpOptions, io: Io): Promise<StackState> {
  const engine = await chooseEngine(options.engine ?? "auto", options.env);
  const paths = await stackPaths(options);
  await createFolders(paths);
  return withLock(paths.lockFile, waitingFor(io), async () => {
    const previous = await readState(paths.stateFile);
    if (previous === undefined) requireOpenPorts(options.portOffset);
    else if (previous.engine !== engine) throw otherEngine(previous, engine);
    const configured = { ...options, ...(await chooseConfig(options, previous)) };
    if (engine === "native" && configured.config.alerting === "grafana") {
      io.err("alerting is left to Grafana, which runs in containers only: here nobody evaluates alerts");
    }
    return engine === "compose" ? composeUp(configured, paths, io) : nativeUp(configured, paths, io);
  });
}

function requireOpenPorts(offset: number): void {
  const { name, port } = blockedPort(offset) ?? {};
  if (port === undefined) return;
  let next = offset;
  while (blockedPort(next) !== undefined) next++;
  throw new CliError(
    "E_ARGUMENT",
    `--port-offset ${offset} gives ${name} port ${port}, which browsers and Node refuse to open; take another offset, for instance ${next}`,
  );
}

// Both would want the same ports, and the state of one would hide the other.
function otherEngine({ engine: running, portOffset }: StackState, wanted: Engine): CliError {
  const [is, shall] = [running, wanted].map((engine) => (engine === "compose" ? "in containers" : "natively"));
  const flag = portOffset === 0 ? "" : ` --port-offset ${portOffset}`;
  return new CliError("E_OTHER_ENGINE", `this stack is up ${is}, and shall run ${shall}; first: otelstack down${flag}`);
}

/** Tells a person why nothing happens: another command is at work on the same stack. */
export function waitingFor(io: Io): (pid: number) => void {
  return (pid) => io.out(`process ${pid} is at work on this stack, waiting for it`);
}
