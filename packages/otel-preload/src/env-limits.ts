import type { EnvVariable } from "./env-variable.ts";

/** Of the batches of one signal. */
export function batchVariables(prefix: string, what: string): EnvVariable[] {
  return [
    {
      name: `${prefix}_SCHEDULE_DELAY`,
      type: "millis",
      default: "500",
      minimum: 1,
      description: `Longest time ${what} wait before they are sent, ms; what SIGKILL can take (the specification's default is 5000 for spans, 1000 for logs)`,
    },
    {
      name: `${prefix}_EXPORT_TIMEOUT`,
      type: "millis",
      default: "30000",
      minimum: 1,
      description: `Longest time one request of ${what} may take, ms, if it is less than OTEL_EXPORTER_OTLP_TIMEOUT`,
    },
    {
      name: `${prefix}_MAX_QUEUE_SIZE`,
      type: "integer",
      default: "100000",
      minimum: 1,
      description: `Most ${what} that wait; more are dropped and counted (the specification's default is 2048)`,
    },
    {
      name: `${prefix}_MAX_EXPORT_BATCH_SIZE`,
      type: "integer",
      default: "8192",
      minimum: 1,
      description: `Most ${what} in one request, which is about 1 MiB at most (the specification's default is 512)`,
    },
  ];
}

/** What one span or log record may hold. */
export const limits: readonly EnvVariable[] = [
  {
    name: "OTEL_ATTRIBUTE_COUNT_LIMIT",
    type: "integer",
    default: "128",
    minimum: 0,
    description: "Most attributes of a span or log record",
  },
  {
    name: "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    type: "integer",
    default: "65536",
    minimum: 0,
    description: "Longest attribute value, characters (the specification's default is no limit)",
  },
  {
    name: "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
    type: "integer",
    default: "as OTEL_ATTRIBUTE_COUNT_LIMIT",
    minimum: 0,
    description: "Most attributes of a span",
  },
  {
    name: "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    type: "integer",
    default: "as OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    minimum: 0,
    description: "Longest attribute value of a span",
  },
  {
    name: "OTEL_SPAN_EVENT_COUNT_LIMIT",
    type: "integer",
    default: "128",
    minimum: 0,
    description: "Most events of a span",
  },
  {
    name: "OTEL_SPAN_LINK_COUNT_LIMIT",
    type: "integer",
    default: "128",
    minimum: 0,
    description: "Most links of a span",
  },
  {
    name: "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT",
    type: "integer",
    default: "128",
    minimum: 0,
    description: "Most attributes of a span event",
  },
  {
    name: "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT",
    type: "integer",
    default: "128",
    minimum: 0,
    description: "Most attributes of a span link",
  },
  {
    name: "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT",
    type: "integer",
    default: "as OTEL_ATTRIBUTE_COUNT_LIMIT",
    minimum: 0,
    description: "Most attributes of a log record",
  },
  {
    name: "OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    type: "integer",
    default: "as OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    minimum: 0,
    description: "Longest attribute value of a log record",
  },
];
