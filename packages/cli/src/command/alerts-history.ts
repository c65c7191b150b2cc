import { alertNamed, knownAlerts } from "../alerts/catalogue.ts";
import { millisOf } from "../alerts/duration.ts";
import { endpointOptions, endpointsOf } from "../alerts/endpoints.ts";
import { historyLines } from "../alerts/history-text.ts";
import { fetchEpisodes, totalsOf } from "../alerts/history.ts";
import type { Command } from "./command.ts";

const defaultSince = "24h";

export const alertsHistory: Command = {
  name: "history",
  summary: "what fired when, how long and how often; noisy alerts are marked",
  details: ["Prometheus keeps the history of its own rules; alerts of Loki's ruler are not in it."],
  options: {
    since: { type: "string", value: "TIME", description: `how far back: 90m, 24h, 7d (default ${defaultSince})` },
    ...endpointOptions,
  },
  positionals: [{ name: "NAME", description: "this alert only", required: false }],
  run: async (args, context) => {
    const { io } = context;
    const since = args.value("since") ?? defaultSince;
    const span = { sinceMillis: millisOf("since", since), endMillis: Date.now() };
    const endpoints = await endpointsOf(args, context);
    const [word] = args.positionals;
    const known = await knownAlerts(endpoints);
    const name = word === undefined ? undefined : alertNamed(word, [...known.keys()]);
    const episodes = await fetchEpisodes(endpoints.prometheus, span, name);
    const totals = totalsOf(episodes, span.sinceMillis);
    if (args.flag("json")) {
      io.out(JSON.stringify({ totals, episodes }, undefined, 2));
      return 0;
    }
    for (const line of historyLines(totals, episodes, since)) io.out(line);
    if (name !== undefined && known.get(name) === "logql") {
      io.err(`${name} is evaluated by Loki, which keeps no history; otelstack alerts list shows whether it fires`);
    }
    return 0;
  },
};
