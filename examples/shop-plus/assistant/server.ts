import { business } from "@org/telemetry";
import { fastify, type FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import { host, listening, logLevel, onStop, port } from "../settings.ts";
import { answer } from "./chat.ts";
import { rates, stopRates } from "./rates.ts";

const logger: FastifyBaseLogger = pino({ level: logLevel });
const app = fastify({ loggerInstance: logger, forceCloseConnections: true });

app.get("/rates", () => rates());
app.post<{ Body: { question: string } }>("/questions", async ({ body, log }) => {
  business.count("question");
  return { answer: await answer(body.question, (error) => log.warn(error, "no answer from the language model")) };
});
app.get("/health", async () => ({ ok: true }));

await app.listen({ host, port });
const address = app.server.address();
listening(typeof address === "object" && address !== null ? address.port : port);
onStop(async () => {
  stopRates();
  await app.close();
});
