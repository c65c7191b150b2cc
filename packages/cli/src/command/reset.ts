import { CliError } from "../error.ts";
import { stackPaths } from "../stack/home.ts";
import { resetStack } from "../stack/reset.ts";
import type { Command } from "./command.ts";
import { portOffset, stackIdOf, yes } from "./shared.ts";

export const reset: Command = {
  name: "reset",
  summary: "stop the stack and delete all that it keeps: data, logs, configuration, secrets",
  options: { "port-offset": portOffset, yes },
  positionals: [],
  run: async (args, context) => {
    const id = stackIdOf(args, context);
    const { root, data, serviceData } = await stackPaths(id);
    const places = serviceData === data ? root : `${root} and ${serviceData}`;
    if (!args.flag("yes")) {
      if (context.ask === undefined) {
        throw new CliError("E_CONFIRM", `reset deletes ${places}; nobody is here to confirm it, so say --yes`);
      }
      if (!(await context.ask(`Delete ${places}?`))) {
        context.io.out("nothing was deleted");
        return 1;
      }
    }
    await resetStack(id, context.io);
    context.io.out(`deleted ${places}`);
    return 0;
  },
};
