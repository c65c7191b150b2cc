import { CliError } from "../error.ts";
import { aborted } from "../process/aborted.ts";
import { stackPaths } from "../stack/home.ts";
import { readState } from "../stack/state.ts";
import { startView } from "../view/start.ts";
import type { Command } from "./command.ts";
import { offsetFlag, portOffset, stackIdOf } from "./shared.ts";

export const view: Command = {
  name: "view",
  summary: "dashboards, traces, logs and alerts of the running stack in a browser, where there is no Grafana",
  details: [
    "Draws with Grafana's own components; it is not Grafana. Runs until Ctrl-C, on the port of Grafana (3000), so that",
    "the links in alerts lead to it. The first start installs and bundles it into the cache, which takes a minute or two.",
  ],
  options: { "port-offset": portOffset },
  positionals: [],
  run: async (args, context) => {
    const { io, signal } = context;
    const id = stackIdOf(args, context);
    const state = await readState((await stackPaths(id)).stateFile);
    if (state === undefined) {
      throw new CliError(
        "E_NOT_UP",
        `no stack is up here; otelstack up${offsetFlag(id)} starts one, then run this again`,
      );
    }
    const running = await startView(state, context);
    io.out(`open ${running.openUrl}`);
    io.out("Ctrl-C ends it");
    await aborted(signal);
    await running.close();
    return 0;
  },
};
