import { histogram, type Histogram } from "./metric.ts";

const owner = "upstream";
const labels = [
  "gen_ai_operation_name",
  "gen_ai_request_model",
  "gen_ai_response_model",
  "gen_ai_system",
  "gen_ai_provider_name",
  "server_address",
  "server_port",
  "error_type",
];

/** AI calls, recorded by OpenTelemetry's own instrumentations (openai, aws-sdk). */
export const ai: { readonly duration: Histogram; readonly tokens: Histogram } = {
  duration: histogram("gen_ai.client.operation.duration", { unit: "s", owner, labels }),
  tokens: histogram("gen_ai.client.token.usage", { unit: "{token}", owner, labels: [...labels, "gen_ai_token_type"] }),
};
