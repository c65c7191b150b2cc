import { audiencesOf, isHeard, levels, receiverName, receiversAt, type Level } from "../../route/audience.ts";
import { heartbeat, nobody } from "../../route/tree.ts";
import type { Config, Receivers } from "../../settings.ts";

/** One way to tell somebody, as Grafana's files write it. */
interface ContactJson {
  readonly uid: string;
  readonly type: string;
  readonly settings: object;
  readonly disableResolveMessage: boolean;
}

/** Where Grafana sends alerts: the receivers of Alertmanager under the same names. */
export function contactPoints(config: Config): object {
  const told = audiencesOf(config).flatMap((audience) =>
    levels.flatMap((level) => {
      const receivers = receiversAt(level, audience.receivers);
      const name = receiverName(audience, level);
      return isHeard(receivers) ? [contactPoint(name, waysOf(name, level, receivers))] : [];
    }),
  );
  return { apiVersion: 1, contactPoints: [contactPoint(nobody, [nowhere]), ...heartbeatPoint(config), ...told] };
}

// Grafana refuses a contact point without a way; nothing listens on that port.
const nowhere = contact("null-webhook", "webhook", { url: "http://127.0.0.1:9/" });

function contactPoint(name: string, receivers: readonly ContactJson[]): object {
  return { orgId: 1, name, receivers };
}

function contact(uid: string, type: string, settings: object): ContactJson {
  return { uid, type, settings, disableResolveMessage: false };
}

function heartbeatPoint({ receivers }: Config): object[] {
  if (!receivers.heartbeat) return [];
  const url = secret(receivers.heartbeat.urlFile);
  return [contactPoint(heartbeat, [{ ...contact(heartbeat, "webhook", { url }), disableResolveMessage: true }])];
}

function waysOf(name: string, level: Level, { email, pagerduty, slack, webhook }: Receivers): ContactJson[] {
  const isUrgent = level === "page" || level === "critical";
  return [
    ...(pagerduty ? [contact(`${name}-pagerduty`, "pagerduty", pagerdutySettings(pagerduty))] : []),
    ...(slack
      ? [
          contact(`${name}-slack`, "slack", {
            url: secret(slack.urlFile),
            recipient: (isUrgent ? slack.criticalChannel : undefined) ?? slack.channel,
          }),
        ]
      : []),
    // The mail server is Grafana's own setting: docker-compose.yml gets it from `composeOverride`.
    ...(email ? [contact(`${name}-email`, "email", { addresses: email.to, singleEmail: true })] : []),
    ...(webhook ? [contact(`${name}-webhook`, "webhook", webhookSettings(webhook))] : []),
  ];
}

function pagerdutySettings({ routingKeyFile, url }: NonNullable<Receivers["pagerduty"]>): object {
  return {
    integrationKey: secret(routingKeyFile),
    severity: "{{ if .CommonLabels.severity }}{{ .CommonLabels.severity }}{{ else }}warning{{ end }}",
    ...(url !== undefined && { url }),
  };
}

function webhookSettings({ urlFile, bearerTokenFile }: NonNullable<Receivers["webhook"]>): object {
  return {
    url: secret(urlFile),
    httpMethod: "POST",
    ...(bearerTokenFile !== undefined && {
      authorization_scheme: "Bearer",
      authorization_credentials: secret(bearerTokenFile),
    }),
  };
}

/** Grafana reads the file when it loads this one. */
function secret(file: string): string {
  return `$__file{${file}}`;
}
