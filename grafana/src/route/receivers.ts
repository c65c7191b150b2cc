import type { Config, Receivers } from "../settings.ts";
import { audiencesOf, isHeard, levels, receiverName, receiversAt, type Level } from "./audience.ts";
import { buttons } from "./template/common.ts";
import { pagerdutyDetails } from "./template/pagerduty.ts";
import { heartbeat, nobody } from "./tree.ts";

/** A receiver of Alertmanager: its name, and every way it is told. */
export interface ReceiverJson {
  readonly name: string;
  readonly email_configs?: readonly object[];
  readonly slack_configs?: readonly object[];
  readonly pagerduty_configs?: readonly object[];
  readonly webhook_configs?: readonly object[];
}

/** The receivers that the tree leads to; only what is configured. */
export function receiverList(config: Config): ReceiverJson[] {
  const told = audiencesOf(config).flatMap((audience) =>
    levels.flatMap((level) => {
      const receivers = receiversAt(level, audience.receivers);
      return isHeard(receivers) ? [{ name: receiverName(audience, level), ...waysOf(level, receivers) }] : [];
    }),
  );
  return [{ name: nobody }, ...heartbeatReceiver(config.receivers), ...told];
}

function heartbeatReceiver({ heartbeat: outside }: Receivers): ReceiverJson[] {
  if (!outside) return [];
  // That Watchdog ended must not count as a sign of life.
  return [{ name: heartbeat, webhook_configs: [{ url_file: outside.urlFile, send_resolved: false, max_alerts: 1 }] }];
}

function waysOf(level: Level, { email, pagerduty, slack, webhook }: Receivers): Omit<ReceiverJson, "name"> {
  return {
    ...(pagerduty && { pagerduty_configs: [pagerdutyConfig(pagerduty)] }),
    ...(slack && { slack_configs: [slackConfig(level, slack)] }),
    ...(email && { email_configs: [emailConfig(email)] }),
    ...(webhook && { webhook_configs: [webhookConfig(webhook)] }),
  };
}

function emailConfig(email: NonNullable<Receivers["email"]>): object {
  return {
    to: email.to,
    from: email.from,
    smarthost: email.smarthost,
    ...(email.username !== undefined && { auth_username: email.username }),
    ...(email.passwordFile !== undefined && { auth_password_file: email.passwordFile }),
    require_tls: email.requireTls ?? true,
    send_resolved: true,
    headers: { Subject: use("otel.title") },
    text: use("otel.email.text"),
    html: use("otel.email.html"),
    // What happens to a group of alerts in a day is one conversation.
    threading: { enabled: true, thread_by_date: "daily" },
  };
}

function slackConfig(level: Level, slack: NonNullable<Receivers["slack"]>): object {
  const isUrgent = level === "page" || level === "critical";
  return {
    api_url_file: slack.urlFile,
    channel: (isUrgent ? slack.criticalChannel : undefined) ?? slack.channel,
    send_resolved: true,
    color: use("otel.color"),
    title: use("otel.slack.title"),
    title_link: use("otel.url.dashboard"),
    text: use("otel.slack.text"),
    fallback: use("otel.slack.title"),
    footer: "Alertmanager",
    actions: buttons.map(({ text, template }) => ({ type: "button", text, url: use(template) })),
  };
}

function pagerdutyConfig(pagerduty: NonNullable<Receivers["pagerduty"]>): object {
  return {
    routing_key_file: pagerduty.routingKeyFile,
    ...(pagerduty.url !== undefined && { url: pagerduty.url }),
    send_resolved: true,
    client: "Alertmanager",
    client_url: use("otel.url.alerts"),
    description: use("otel.title"),
    severity: use("otel.pagerduty.severity"),
    source: use("otel.pagerduty.source"),
    component: use("otel.pagerduty.component"),
    class: use("otel.pagerduty.class"),
    group: use("otel.pagerduty.group"),
    details: pagerdutyDetails,
    links: buttons.map(({ text, template }) => ({ href: use(template), text })),
  };
}

function webhookConfig({ bearerTokenFile, urlFile }: NonNullable<Receivers["webhook"]>): object {
  return {
    url_file: urlFile,
    send_resolved: true,
    ...(bearerTokenFile !== undefined && {
      http_config: { authorization: { type: "Bearer", credentials_file: bearerTokenFile } },
    }),
  };
}

function use(template: string): string {
  return `{{ template "${template}" . }}`;
}
