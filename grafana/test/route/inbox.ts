import { vi } from "vitest";
import type { Recorder } from "../../../test/receivers/http.ts";
import { startPagerduty, type PagerdutyEvent } from "../../../test/receivers/pagerduty.ts";
import { startSlack, type SlackAttachment, type SlackMessage } from "../../../test/receivers/slack.ts";
import { startSmtp, type ReceivedEmail } from "../../../test/receivers/smtp.ts";
import { startWebhook, type WebhookMessage } from "../../../test/receivers/webhook.ts";
import { makeFolder, startAlertmanager, writeSecret, type Alert, type Alertmanager } from "./alertmanager.ts";
import { configOf } from "./variants.ts";

export const routingKey = "0123456789abcdef0123456789abcdef";

/** A real Alertmanager that tells a real SMTP server, recordings of Slack and PagerDuty, and a webhook. */
export interface Inbox {
  readonly alertmanager: Alertmanager;
  readonly mails: readonly ReceivedEmail[];
  attachments(): SlackAttachment[];
  events(): PagerdutyEvent[];
  readonly hooks: Recorder<WebhookMessage>["received"];
  /** Why messages were refused as not being in the format of their service. */
  refused(): string[];
  /** The first mail with this in its subject, as soon as it is there; and so on. */
  mailWith(subject: string): Promise<ReceivedEmail>;
  slackWith(title: string): Promise<{ message: SlackMessage; attachment: SlackAttachment }>;
  eventWith(name: string): Promise<PagerdutyEvent>;
  hookWith(name: string): Promise<Recorder<WebhookMessage>["received"][number]>;
  stop(): Promise<void>;
}

export const waiting = { timeout: 20_000, interval: 100 };

export async function startInbox(): Promise<Inbox> {
  const folder = makeFolder();
  const smtp = await startSmtp({ user: "alerts", password: "a password" });
  const [slack, pagerduty, webhook] = await Promise.all([startSlack(), startPagerduty(), startWebhook()]);
  const secret = (name: string, content: string): string => writeSecret(folder, name, content);
  const config = configOf(
    {
      email: {
        to: "on-call@example.org",
        from: "alerts@example.org",
        smarthost: `127.0.0.1:${smtp.port}`,
        username: "alerts",
        passwordFile: secret("smtp-password", "a password"),
        requireTls: false,
      },
      slack: { urlFile: secret("slack-url", slack.url), channel: "#alerts", criticalChannel: "#incidents" },
      pagerduty: { routingKeyFile: secret("pagerduty-key", routingKey), url: pagerduty.url },
      webhook: { urlFile: secret("webhook-url", webhook.url), bearerTokenFile: secret("webhook-token", "a token") },
    },
    { groupWait: "1s", groupInterval: "1s", quiet: { location: "UTC", times: [], days: [] } },
  );
  const alertmanager = await startAlertmanager(folder, config);
  const events = (): PagerdutyEvent[] => pagerduty.received.map(({ body }) => body);
  return {
    alertmanager,
    mails: smtp.received,
    attachments: () => slack.received.flatMap(({ body }) => body.attachments),
    events,
    hooks: webhook.received,
    refused: () => [slack, pagerduty, webhook].flatMap(({ refused }) => refused),
    mailWith: (subject) => arrived(() => smtp.received.find(({ email }) => email.subject?.includes(subject)), subject),
    slackWith: async (title) => {
      const find = () => slack.received.find(({ body }) => body.attachments[0]?.title.includes(title));
      const { body } = await arrived(find, title);
      return { message: body, attachment: body.attachments[0]! };
    },
    eventWith: (name) => arrived(() => events().find(({ payload }) => payload.class === name), name),
    hookWith: (name) => arrived(() => webhook.received.find(({ body }) => nameOf(body) === name), name),
    stop: async () => {
      await alertmanager.stop();
      await Promise.all([smtp, slack, pagerduty, webhook].map((receiver) => receiver.stop()));
    },
  };
}

const startedMillis: number = Date.now() - 120_000;

/** Half an hour before that, where links begin. */
export const fromMillis: number = startedMillis - 30 * 60_000;

/** A page as the rules make it, two minutes old. */
export function pageOf(name: string, job = "shop/api", more: Readonly<Record<string, string>> = {}): Alert {
  return {
    labels: { alertname: name, severity: "critical", page: "true", component: "http", signal: "symptom", job, ...more },
    annotations: {
      summary: "Too many requests fail",
      description: `${job} answers 12.5% of its requests with a 5xx status.`,
      runbook_url: `https://example.org/runbooks/${name}.md`,
      dashboard_url: `http://127.0.0.1:3000/d/otel-service?var-job=${job}&from=now-1h&to=now&viewPanel=7`,
    },
    startsAt: new Date(startedMillis).toISOString(),
  };
}

/** The text of each button and where it leads. */
export function buttonsOf({ actions }: SlackAttachment): Record<string, string> {
  return Object.fromEntries(actions.map(({ text, url }) => [text, url]));
}

/** The matchers that the form of a silence would be filled in with. */
export function filtersOf(link = ""): string[] {
  const filter = decodeURIComponent(link.slice(link.indexOf("filter=") + "filter=".length));
  return filter.match(/\w+="[^"]*"/g) ?? [];
}

function nameOf({ alerts }: WebhookMessage): string | undefined {
  return alerts[0]?.labels["alertname"];
}

async function arrived<Value>(find: () => Value | undefined, what: string): Promise<Value> {
  return vi.waitFor(() => {
    const found = find();
    if (found === undefined) throw new Error(`${what} has not arrived`);
    return found;
  }, waiting);
}
