import { endpointOptions, endpointsOf } from "../alerts/endpoints.ts";
import { gather } from "../alerts/gather.ts";
import { listLines } from "../alerts/list.ts";
import type { Command } from "./command.ts";
import { isColourful } from "./shared.ts";

export const alertsList: Command = {
  name: "list",
  summary: "what fires or is about to, since when, and whether somebody is told",
  details: ["Exit code 1 when Prometheus, Loki or Alertmanager did not answer: then there may be more."],
  options: {
    all: { type: "boolean", description: "also rules that hold for nothing, and the alert that always fires" },
    ...endpointOptions,
  },
  positionals: [],
  run: async (args, context) => {
    const { io } = context;
    const situation = await gather(await endpointsOf(args, context), io);
    if (args.flag("json")) {
      const { alerts, silences, rules } = situation;
      io.out(JSON.stringify({ alerts, silences, ...(args.flag("all") && { rules }) }, undefined, 2));
    } else {
      const view = { all: args.flag("all"), colour: isColourful(context), nowMillis: Date.now() };
      for (const line of listLines(situation, view)) io.out(line);
    }
    return situation.isWhole ? 0 : 1;
  },
};
