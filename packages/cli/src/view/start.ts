import type { Server } from "node:http";
import { CliError } from "../error.ts";
import { readConfig, stackConfig } from "../stack/config.ts";
import { ensureSecrets } from "../stack/secrets.ts";
import type { StackState } from "../stack/state.ts";
import { ensureBundle, type Maker } from "./bundle.ts";
import { dashboardsOf } from "./dashboards.ts";
import { readRunbooks } from "./runbooks.ts";
import { startViewServer } from "./server.ts";

export interface View {
  /** The viewer's address, without the token. */
  readonly url: string;
  /** The address that opens it: for people, not for logs. */
  readonly openUrl: string;
  close(): Promise<void>;
}

/** Starts the viewer of a stack that is up, on the port that alert links name. */
export async function startView(state: StackState, maker: Maker): Promise<View> {
  const port = state.ports.grafana;
  const bundle = await ensureBundle(maker);
  const { secrets } = await ensureSecrets(state.paths.secrets);
  const override = state.configFile === undefined ? undefined : await readConfig(state.configFile);
  const config = stackConfig(state.ports, override);
  const token = secrets["view-token"];
  const server = await startViewServer({
    port,
    token,
    bundle,
    dashboards: dashboardsOf(config),
    runbooks: await readRunbooks(),
    urls: state.urls,
    about: { portOffset: state.portOffset, home: state.paths.root, grafanaUrl: config.grafanaUrl },
  }).catch((error: unknown) => {
    throw portProblem(error, port);
  });
  const url = `http://127.0.0.1:${port}`;
  return { url, openUrl: `${url}/?token=${token}`, close: () => closeServer(server) };
}

function portProblem(error: unknown, port: number): unknown {
  if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") return error;
  return new CliError(
    "E_PORT",
    `view: port ${port} is taken, by Grafana or another viewer; end it, or move the whole stack with --port-offset`,
  );
}

function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  // A page that is open keeps its connections.
  server.closeAllConnections();
  return promise;
}
