import { defaultConfig } from "../../src/config.ts";
import type { Config, Receivers, Routing } from "../../src/settings.ts";

/** One of each receiver, with secrets that are never read. */
export const every: Required<Receivers> = {
  email: {
    to: "on-call@example.org",
    from: "alerts@example.org",
    smarthost: "mail.example.org:587",
    username: "alerts",
    passwordFile: "/run/secrets/smtp-password",
  },
  slack: { urlFile: "/run/secrets/slack-url", channel: "#alerts", criticalChannel: "#incidents" },
  pagerduty: { routingKeyFile: "/run/secrets/pagerduty-key" },
  webhook: { urlFile: "/run/secrets/webhook-url", bearerTokenFile: "/run/secrets/webhook-token" },
  heartbeat: { urlFile: "/run/secrets/heartbeat-url" },
};

export function configOf(receivers: Receivers, routing: Partial<Routing> = {}): Config {
  return { ...defaultConfig, receivers, routing: { ...defaultConfig.routing, ...routing } };
}

/** What a user may configure: nothing, each receiver alone, all, teams. */
export const variants: Readonly<Record<string, Config>> = {
  nothing: defaultConfig,
  ...Object.fromEntries(Object.entries(every).map(([kind, receiver]) => [kind, configOf({ [kind]: receiver })])),
  all: configOf(every),
  "no quiet hours": configOf(every, { quiet: { location: "UTC", times: [], days: [] } }),
  "quiet days": configOf(every, { quiet: { location: "Europe/Berlin", times: [], days: ["saturday"] } }),
  teams: configOf(every, {
    teams: {
      payments: { slack: { urlFile: "/run/secrets/payments-slack-url", channel: "#payments" } },
      platform: { pagerduty: { routingKeyFile: "/run/secrets/platform-key" } },
    },
  }),
  scaled: { ...configOf(every), timeScale: 0.05 },
};
