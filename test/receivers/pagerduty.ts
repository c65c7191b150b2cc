import { startRecorder, type Recorder } from "./http.ts";

export interface PagerdutyEvent {
  readonly routing_key: string;
  readonly event_action: "trigger" | "acknowledge" | "resolve";
  readonly dedup_key: string;
  readonly client?: string;
  readonly client_url?: string;
  readonly payload: {
    readonly summary: string;
    readonly source: string;
    readonly severity: "critical" | "error" | "warning" | "info";
    readonly component?: string;
    readonly group?: string;
    readonly class?: string;
    readonly custom_details?: Readonly<Record<string, unknown>>;
  };
  readonly links?: readonly { readonly href: string; readonly text: string }[];
}

const url = { type: "string", format: "uri", pattern: "^https?://" };

// https://developer.pagerduty.com/docs/send-alert-event (Events API v2): required fields, enumerations and lengths.
const schema = {
  type: "object",
  required: ["routing_key", "event_action", "dedup_key", "payload"],
  additionalProperties: false,
  properties: {
    routing_key: { type: "string", minLength: 32, maxLength: 32 },
    event_action: { enum: ["trigger", "acknowledge", "resolve"] },
    dedup_key: { type: "string", minLength: 1, maxLength: 255 },
    client: { type: "string" },
    client_url: url,
    payload: {
      type: "object",
      required: ["summary", "source", "severity"],
      additionalProperties: false,
      properties: {
        summary: { type: "string", minLength: 1, maxLength: 1024 },
        source: { type: "string", minLength: 1 },
        severity: { enum: ["critical", "error", "warning", "info"] },
        timestamp: { type: "string", format: "date-time" },
        component: { type: "string" },
        group: { type: "string" },
        class: { type: "string" },
        custom_details: { type: "object" },
      },
    },
    links: {
      type: "array",
      items: {
        type: "object",
        required: ["href"],
        additionalProperties: false,
        properties: { href: url, text: { type: "string" } },
      },
    },
    images: { type: "array", items: { type: "object", required: ["src"] } },
  },
};

/** Records what is sent to PagerDuty's Events API v2, which exists only as a service. */
export function startPagerduty(): Promise<Recorder<PagerdutyEvent>> {
  return startRecorder<PagerdutyEvent>({
    schema,
    accepted: ({ dedup_key }) => json(202, { status: "success", message: "Event processed", dedup_key }),
    refused: (errors) => json(400, { status: "invalid event", message: "Event object is invalid", errors }),
  });
}

function json(status: number, value: object): { status: number; contentType: string; content: string } {
  return { status, contentType: "application/json", content: JSON.stringify(value) };
}
