import type { Config, Receivers } from "../settings.ts";

/** What a message is about, most urgent first. `page`: a critical alert that wakes somebody up. */
export type Level = "page" | "critical" | "warning" | "info";

export const levels: readonly Level[] = ["page", "critical", "warning", "info"];

/** Who is told: everybody, or the team whose name an alert carries in its label `team`. */
export interface Audience {
  /** Absent: everybody. */
  readonly team?: string;
  readonly receivers: Receivers;
}

/** Everybody, then one audience a team. */
export function audiencesOf({ receivers, routing }: Config): Audience[] {
  return [
    { receivers },
    ...Object.entries(routing.teams).map(([team, own]) => ({ team, receivers: receiversOf(own, receivers) })),
  ];
}

// A team that only names a channel must not lose its pages, nor one that only names its pager its messages.
function receiversOf(own: Receivers, everybody: Receivers): Receivers {
  const { email, slack, webhook, pagerduty = everybody.pagerduty } = own;
  const messages = email || slack || webhook ? { email, slack, webhook } : everybody;
  return withoutAbsent({ email: messages.email, slack: messages.slack, webhook: messages.webhook, pagerduty });
}

/**
 * What of an audience's receivers is told of a level. The pager only of pages; chat of everything but `info`, which is a
 * digest by e-mail, unless there is no e-mail; e-mail and webhook of everything.
 */
export function receiversAt(level: Level, { email, slack, pagerduty, webhook }: Receivers): Receivers {
  return withoutAbsent({
    email,
    webhook,
    slack: level !== "info" || email === undefined ? slack : undefined,
    pagerduty: level === "page" ? pagerduty : undefined,
  });
}

/** The name of a receiver in Alertmanager's configuration. */
export function receiverName({ team }: Audience, level: Level): string {
  return team === undefined ? level : `${team}-${level}`;
}

/** False: nobody would hear of it, and the route leads to the receiver `null`. */
export function isHeard(receivers: Receivers): boolean {
  return Object.keys(receivers).length > 0;
}

function withoutAbsent(receivers: { readonly [Kind in keyof Receivers]: Receivers[Kind] | undefined }): Receivers {
  return Object.fromEntries(Object.entries(receivers).filter(([, receiver]) => receiver !== undefined));
}
