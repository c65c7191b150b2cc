import { allLinksOf } from "../../grafana/test/route/html.ts";
import { filtersOf } from "../../grafana/test/route/inbox.ts";
import { startPagerduty, type PagerdutyEvent } from "../receivers/pagerduty.ts";
import { startSlack, type SlackMessage } from "../receivers/slack.ts";
import { startSmtp, type ReceivedEmail } from "../receivers/smtp.ts";
import { startWebhook, type WebhookMessage } from "../receivers/webhook.ts";
import type { Received } from "../receivers/http.ts";

/** The mail goes to a real SMTP server; the others are recordings of services, which check the formats of these. */
export const ways = ["e-mail", "Slack", "webhook", "PagerDuty"] as const;
export type Way = (typeof ways)[number];

/** A message about alerts of one name, whichever way it came. */
export interface Arrival {
  readonly way: Way;
  readonly atMillis: number;
  readonly isFiring: boolean;
  readonly alert: string;
  readonly severity: string | undefined;
  /** The text of each link and where it leads; a message about several alerts has some texts several times. */
  readonly links: readonly (readonly [text: string, url: string])[];
}

/** Where to send alerts to, and what has come. */
export interface Inbox {
  readonly smarthost: string;
  readonly urls: Readonly<Record<"slack" | "pagerduty" | "webhook", string>>;
  arrivals(): Arrival[];
  /** The webhook's messages with all labels. */
  hooks(): readonly WebhookMessage[];
  events(): readonly Received<PagerdutyEvent>[];
  /** Why messages were refused as not being in the format of their service. */
  refused(): string[];
  stop(): Promise<void>;
}

export async function startInbox(): Promise<Inbox> {
  const smtp = await startSmtp();
  const [slack, pagerduty, webhook] = await Promise.all([startSlack(), startPagerduty(), startWebhook()]);
  return {
    smarthost: `127.0.0.1:${smtp.port}`,
    urls: { slack: slack.url, pagerduty: pagerduty.url, webhook: webhook.url },
    arrivals: () => [
      ...smtp.received.flatMap(ofMail),
      ...slack.received.flatMap(ofSlack),
      ...webhook.received.flatMap(ofWebhook),
      ...pagerduty.received.map(ofPagerduty),
    ],
    hooks: () => webhook.received.map(({ body }) => body),
    events: () => pagerduty.received,
    refused: () => [slack, pagerduty, webhook].flatMap(({ refused }) => refused),
    stop: async () => {
      await Promise.all([smtp, slack, pagerduty, webhook].map((receiver) => receiver.stop()));
    },
  };
}

// "[critical] HttpErrorRatioHigh shop/api"; a digest of several alerts has no one name.
function titleOf(title = ""): Pick<Arrival, "isFiring" | "alert" | "severity"> | undefined {
  const [, state, alert] = /^\[(\w+)\] ([A-Z]\w+)/.exec(title) ?? [];
  if (state === undefined || alert === undefined) return undefined;
  const isFiring = state !== "resolved";
  return { isFiring, alert, severity: isFiring ? state : undefined };
}

function ofMail({ atMillis, email }: ReceivedEmail): Arrival[] {
  const title = titleOf(email.subject);
  if (title === undefined) return [];
  const severity = title.severity ?? /^\s*severity = (\w+)$/m.exec(email.text ?? "")?.[1];
  return [{ ...title, way: "e-mail", atMillis, severity, links: allLinksOf(email.html) }];
}

function ofSlack({ atMillis, body }: Received<SlackMessage>): Arrival[] {
  const [attachment] = body.attachments;
  const title = titleOf(attachment?.title);
  if (attachment === undefined || title === undefined) return [];
  const buttons = attachment.actions.map(({ text, url }) => [text, url] as const);
  const links = [...buttons, ["Title", attachment.title_link ?? ""] as const];
  // Where the title does not say it, the button does that would silence it.
  const silence = buttons.find(([text]) => text === "Silence")?.[1];
  const severity =
    title.severity ?? /"(\w+)"/.exec(filtersOf(silence).find((one) => one.startsWith("severity=")) ?? "")?.[1];
  return [{ ...title, severity, way: "Slack", atMillis, links }];
}

function ofPagerduty({ atMillis, body }: Received<PagerdutyEvent>): Arrival {
  const { event_action: action, links = [], payload } = body;
  return {
    way: "PagerDuty",
    atMillis,
    isFiring: action === "trigger",
    alert: payload.class ?? "",
    severity: payload.severity,
    links: links.map(({ href, text }) => [text, href]),
  };
}

function ofWebhook({ atMillis, body }: Received<WebhookMessage>): Arrival[] {
  const { alertname: alert, severity } = body.commonLabels;
  if (alert === undefined) return [];
  const links = body.alerts.flatMap(({ annotations }) => [
    ["Dashboard", annotations["dashboard_url"] ?? ""] as const,
    ["Runbook", annotations["runbook_url"] ?? ""] as const,
  ]);
  return [{ way: "webhook", atMillis, isFiring: body.status === "firing", alert, severity, links }];
}
