import { startRecorder, type Recorder } from "./http.ts";

type Texts = Readonly<Record<string, string>>;

export interface WebhookMessage {
  readonly status: "firing" | "resolved";
  readonly receiver: string;
  readonly groupKey: string;
  readonly groupLabels: Texts;
  readonly commonLabels: Texts;
  readonly commonAnnotations: Texts;
  readonly externalURL: string;
  readonly alerts: readonly {
    readonly status: "firing" | "resolved";
    readonly labels: Texts;
    readonly annotations: Texts;
    readonly startsAt: string;
    readonly endsAt: string;
    readonly generatorURL: string;
    readonly fingerprint: string;
  }[];
}

const status = { enum: ["firing", "resolved"] };
const texts = { type: "object", additionalProperties: { type: "string" } };
const time = { type: "string", format: "date-time" };

// https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
const schema = {
  type: "object",
  required: [
    "version",
    "groupKey",
    "truncatedAlerts",
    "status",
    "receiver",
    "groupLabels",
    "commonLabels",
    "commonAnnotations",
    "externalURL",
    "alerts",
  ],
  additionalProperties: false,
  properties: {
    version: { const: "4" },
    groupKey: { type: "string", minLength: 1 },
    truncatedAlerts: { type: "integer", minimum: 0 },
    status,
    receiver: { type: "string", minLength: 1 },
    groupLabels: texts,
    commonLabels: texts,
    commonAnnotations: texts,
    externalURL: { type: "string", format: "uri" },
    alerts: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["status", "labels", "annotations", "startsAt", "endsAt", "generatorURL", "fingerprint"],
        additionalProperties: false,
        properties: {
          status,
          labels: texts,
          annotations: texts,
          startsAt: time,
          endsAt: time,
          generatorURL: { type: "string" },
          fingerprint: { type: "string", pattern: "^[0-9a-f]{16}$" },
        },
      },
    },
  },
};

/** A webhook that records what Alertmanager sends. */
export function startWebhook(): Promise<Recorder<WebhookMessage>> {
  return startRecorder<WebhookMessage>({
    schema,
    accepted: () => ({ status: 200, contentType: "text/plain", content: "" }),
    refused: (problems) => ({ status: 400, contentType: "text/plain", content: problems.join("\n") }),
  });
}
