import { alertsHistory } from "./alerts-history.ts";
import { alertsList } from "./alerts-list.ts";
import { alertsShow } from "./alerts-show.ts";
import { alertsSilence } from "./alerts-silence.ts";
import { alertsTest } from "./alerts-test.ts";
import { alertsUnsilence } from "./alerts-unsilence.ts";
import type { Command } from "./command.ts";

/** Without a subcommand it lists. */
export const alerts: Command = {
  ...alertsList,
  name: "alerts",
  summary: "what fires, what it means, and who is told",
  subcommands: [alertsList, alertsShow, alertsSilence, alertsUnsilence, alertsTest, alertsHistory],
};
