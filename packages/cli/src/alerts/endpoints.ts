import type { Arguments, CommandContext, OptionSpec } from "../command/command.ts";
import { portOffset, stackIdOf } from "../command/shared.ts";
import { CliError } from "../error.ts";
import { findStack } from "../stack/urls.ts";

/** Who evaluates rules, and who tells people. */
export interface Endpoints {
  readonly prometheus: string;
  readonly alertmanager: string;
  /** Absent when only other addresses were given. */
  readonly loki?: string;
  /** The folder of the running stack's configuration; its catalogue, if it has one, is the right one. */
  readonly configDir?: string;
}

/** The flags that every subcommand of `alerts` has. */
export const endpointOptions: Readonly<Record<string, OptionSpec>> = {
  prometheus: { type: "string", value: "URL", description: "ask this Prometheus instead of the stack's" },
  alertmanager: { type: "string", value: "URL", description: "ask this Alertmanager instead of the stack's" },
  loki: { type: "string", value: "URL", description: "ask this Loki's ruler instead of the stack's" },
  json: { type: "boolean", description: "the same for programs" },
  "port-offset": portOffset,
};

/** The addresses that flags name, else those of the running stack, else those it would have. */
export async function endpointsOf(args: Arguments, context: CommandContext): Promise<Endpoints> {
  const { urls: own, configDir } = await findStack(stackIdOf(args, context));
  const [prometheus, alertmanager, loki] = [
    urlOf(args, "prometheus"),
    urlOf(args, "alertmanager"),
    urlOf(args, "loki"),
  ];
  const isElsewhere = prometheus !== undefined || alertmanager !== undefined;
  const ruler = loki ?? (isElsewhere ? undefined : own.loki);
  return {
    prometheus: prometheus ?? own.prometheus,
    alertmanager: alertmanager ?? own.alertmanager,
    ...(ruler !== undefined && { loki: ruler }),
    ...(configDir !== undefined && !isElsewhere && { configDir }),
  };
}

function urlOf(args: Arguments, name: string): string | undefined {
  const text = args.value(name);
  if (text === undefined || /^https?:\/\/[^/]/.test(text)) return text;
  throw new CliError("E_ARGUMENT", `--${name}: got ${JSON.stringify(text)}, expected an address as http://host:port`);
}
