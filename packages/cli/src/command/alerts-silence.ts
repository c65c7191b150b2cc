import { addSilence, fetchAlerts } from "../alerts/alertmanager.ts";
import { knownAlerts } from "../alerts/catalogue.ts";
import { millisOf } from "../alerts/duration.ts";
import { endpointOptions, endpointsOf } from "../alerts/endpoints.ts";
import { matcherText, matches } from "../alerts/matcher.ts";
import { newSilence, personName } from "../alerts/silence.ts";
import { timeText } from "../alerts/text.ts";
import type { Command } from "./command.ts";
import { offsetFlag, stackIdOf } from "./shared.ts";

const defaultTime = "2h";

export const alertsSilence: Command = {
  name: "silence",
  summary: "tell nobody about an alert for a while",
  details: [
    "Several words narrow it down: otelstack alerts silence HttpErrorRatioHigh job=shop/api --for 1h --comment 'deploy'",
    "It is refused beyond 24 h unless --force says so.",
  ],
  options: {
    for: { type: "string", value: "TIME", description: `how long: 90m, 2h, 1d (default ${defaultTime})` },
    comment: { type: "string", short: "c", value: "TEXT", description: "why; everybody sees it" },
    force: { type: "boolean", description: "also longer than 24 h" },
    ...endpointOptions,
  },
  positionals: [
    {
      name: "NAME|MATCHER",
      description: 'an alert, or a condition on its labels: job=shop/api, severity=~"warning|info"',
      required: true,
      repeated: true,
    },
  ],
  run: async (args, context) => {
    const endpoints = await endpointsOf(args, context);
    const wish = {
      words: args.positionals,
      forMillis: millisOf("for", args.value("for") ?? defaultTime),
      comment: args.value("comment"),
      force: args.flag("force"),
    };
    const by = personName(context.env);
    const silence = newSilence(wish, [...(await knownAlerts(endpoints)).keys()], { now: new Date(), by });
    const hit = (await fetchAlerts(endpoints.alertmanager)).filter(({ labels }) => matches(labels, silence.matchers));
    const id = await addSilence(endpoints.alertmanager, silence);
    const { io } = context;
    if (args.flag("json")) {
      io.out(JSON.stringify({ id, ...silence, silencedNow: hit.map(({ labels }) => labels) }, undefined, 2));
      return 0;
    }
    const what = silence.matchers.map(matcherText).join(" ");
    io.out(`${id} silences ${what} until ${timeText(silence.endsAt)}; hits ${hit.length} of now`);
    io.out(`otelstack alerts unsilence ${id}${offsetFlag(stackIdOf(args, context))} ends it`);
    return 0;
  },
};
