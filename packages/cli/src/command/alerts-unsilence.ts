import { expireSilence, fetchSilences } from "../alerts/alertmanager.ts";
import { endpointOptions, endpointsOf } from "../alerts/endpoints.ts";
import { matcherText } from "../alerts/matcher.ts";
import { silencesMeant } from "../alerts/silence.ts";
import { CliError } from "../error.ts";
import type { Command } from "./command.ts";

export const alertsUnsilence: Command = {
  name: "unsilence",
  summary: "end a silence now",
  options: { all: { type: "boolean", description: "every silence there is" }, ...endpointOptions },
  positionals: [
    { name: "ID|NAME", description: "a silence, its first letters, or the alert it silences", required: false },
  ],
  run: async (args, context) => {
    const [word] = args.positionals;
    if ((word === undefined) !== args.flag("all")) {
      throw new CliError(
        "E_ARGUMENT",
        "alerts unsilence: expected the id of a silence, the name of an alert, or --all",
      );
    }
    const { alertmanager } = await endpointsOf(args, context);
    const silences = await fetchSilences(alertmanager);
    const meant = word === undefined ? silences : silencesMeant(word, silences);
    if (meant.length === 0 && word !== undefined) {
      throw new CliError(
        "E_NO_SILENCE",
        `no silence ${JSON.stringify(word)}; otelstack alerts list shows those in force`,
      );
    }
    for (const { id } of meant) await expireSilence(alertmanager, id);
    const { io } = context;
    if (args.flag("json")) io.out(JSON.stringify(meant, undefined, 2));
    else if (meant.length === 0) io.out("no silence is in force");
    else for (const { id, matchers } of meant) io.out(`ended ${id}: ${matchers.map(matcherText).join(" ")}`);
    return 0;
  },
};
