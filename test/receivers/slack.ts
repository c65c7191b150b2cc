import { startRecorder, type Recorder } from "./http.ts";

export interface SlackMessage {
  readonly channel?: string;
  readonly text?: string;
  readonly attachments: readonly SlackAttachment[];
}

export interface SlackAttachment {
  readonly title: string;
  readonly title_link?: string;
  readonly text: string;
  readonly fallback: string;
  readonly color: string;
  readonly footer?: string;
  readonly mrkdwn_in?: readonly string[];
  readonly actions: readonly { readonly type: "button"; readonly text: string; readonly url: string }[];
}

const url = { type: "string", format: "uri", pattern: "^https?://", maxLength: 3000 };

// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks,
// https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments: an attachment's fields; a link
// button is an action of the type button with a url; five actions at most; text beyond 40,000 characters is cut off.
const schema = {
  type: "object",
  required: ["attachments"],
  additionalProperties: false,
  properties: {
    channel: { type: "string", pattern: "^[#@CDG]" },
    username: { type: "string" },
    text: { type: "string", maxLength: 40_000 },
    attachments: {
      type: "array",
      minItems: 1,
      maxItems: 100,
      items: {
        type: "object",
        required: ["fallback"],
        additionalProperties: false,
        properties: {
          title: { type: "string", minLength: 1 },
          title_link: url,
          text: { type: "string", maxLength: 40_000 },
          fallback: { type: "string", minLength: 1 },
          callback_id: { type: "string" },
          footer: { type: "string", maxLength: 300 },
          color: { anyOf: [{ enum: ["good", "warning", "danger"] }, { type: "string", pattern: "^#[0-9A-Fa-f]{6}$" }] },
          mrkdwn_in: { type: "array", items: { type: "string" } },
          actions: {
            type: "array",
            maxItems: 5,
            items: {
              type: "object",
              required: ["type", "text", "url"],
              additionalProperties: false,
              properties: {
                type: { const: "button" },
                text: { type: "string", minLength: 1, maxLength: 75 },
                url,
                style: { enum: ["default", "primary", "danger"] },
              },
            },
          },
        },
      },
    },
  },
};

/** Records what is sent to an incoming webhook of Slack, which exists only as a service. */
export function startSlack(): Promise<Recorder<SlackMessage>> {
  return startRecorder<SlackMessage>({
    schema,
    accepted: () => ({ status: 200, contentType: "text/html", content: "ok" }),
    refused: () => ({ status: 400, contentType: "text/html", content: "invalid_payload" }),
  });
}
