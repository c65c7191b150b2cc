// Somebody else's services on one port: exchange rates, and a language model that speaks OpenAI's protocol.
import { setTimeout as delay } from "node:timers/promises";
import { answerFault, createFaultSwitch } from "../fault-switch.ts";
import { type PlainAnswer, startPlainServer } from "../plain-server.ts";
import { listening, onStop, port } from "../settings.ts";

const faults = createFaultSwitch({ external: () => {} });
const { server, port: at } = await startPlainServer(port, async ({ method, url, body }) => {
  if (url.startsWith("/fault")) return answerFault(faults, { method, url, body });
  await delay(10 + Math.random() * 40);
  if (faults.isOn("external")) return { status: 503, body: { error: { message: "We are on holiday" } } };
  return url.startsWith("/v1/chat/completions") ? chat(body) : { status: 200, body: { USD: 1.08, GBP: 0.85 } };
});
listening(at);
onStop(async () => {
  server.close();
  server.closeAllConnections();
});

function chat(body: unknown): PlainAnswer {
  const { model, messages } = body as { model: string; messages: { content: string }[] };
  const promptTokens = messages.reduce((sum, { content }) => sum + content.split(" ").length, 0);
  const words = 5 + Math.floor(Math.random() * 60);
  return {
    status: 200,
    body: {
      id: `chat-${Date.now()}`,
      object: "chat.completion",
      created: Math.floor(Date.now() / 1000),
      model,
      choices: [
        { index: 0, finish_reason: "stop", message: { role: "assistant", content: "perhaps ".repeat(words).trim() } },
      ],
      usage: { prompt_tokens: promptTokens, completion_tokens: words, total_tokens: promptTokens + words },
    },
  };
}
