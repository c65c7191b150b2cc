import { alertNamed, readCatalogue, readRunbook } from "../alerts/catalogue.ts";
import { endpointOptions, endpointsOf } from "../alerts/endpoints.ts";
import { gatherIfUp } from "../alerts/gather.ts";
import type { LoadedRule } from "../alerts/rules.ts";
import { entryOf, showLines, type AlertPage } from "../alerts/show.ts";
import type { Command } from "./command.ts";
import { isColourful } from "./shared.ts";

export const alertsShow: Command = {
  name: "show",
  summary: "what an alert means, when it fires, whether it does, and what to do",
  options: {
    full: { type: "boolean", description: "the whole runbook" },
    ...endpointOptions,
  },
  positionals: [{ name: "NAME", description: "the alert", required: true }],
  run: async (args, context) => {
    const { io } = context;
    const endpoints = await endpointsOf(args, context);
    const catalogue = await readCatalogue(endpoints);
    const { rules, alerts } = await gatherIfUp(endpoints, io);
    const names = [...new Set([...catalogue.alerts, ...rules].map((alert) => alert.name))];
    const name = alertNamed(args.positionals[0] ?? "", names);
    const loaded = rules.filter((rule) => rule.name === name);
    const entry =
      catalogue.alerts.find((alert) => alert.name === name) ?? entryOf(loaded as [LoadedRule, ...LoadedRule[]]);
    const page: AlertPage = {
      entry,
      rules: loaded,
      current: alerts.filter((alert) => alert.name === name),
      runbook: await readRunbook(entry),
    };
    if (args.flag("json")) io.out(JSON.stringify(page, undefined, 2));
    else {
      const view = { colour: isColourful(context), full: args.flag("full"), nowMillis: Date.now() };
      for (const line of showLines(page, view)) io.out(line);
    }
    return 0;
  },
};
