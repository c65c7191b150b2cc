import { setTimeout as delay } from "node:timers/promises";
import { auth, business } from "@org/telemetry";
import { fastify, type FastifyError, type FastifyInstance, type FastifyRequest } from "fastify";
import { answerFault, type FaultSwitch } from "../fault-switch.ts";
import { type Checkout, checkout } from "./checkout.ts";
import { logger } from "./logger.ts";
import { type Credentials, handleToken, isSigned, login } from "./login.ts";
import type { MailQueue } from "./mail-queue.ts";
import { profileOf } from "./profiles.ts";
import { mayPass } from "./rate-limit.ts";
import { report } from "./report.ts";

const slowMillis = 3500;
const byNumber = { params: { type: "object", properties: { id: { type: "integer" } } } };

export function createApp(mails: MailQueue, faults: FaultSwitch): FastifyInstance {
  const app = fastify({ loggerInstance: logger, forceCloseConnections: true });
  app.addHook("onRequest", async ({ url }) => {
    if (url.startsWith("/fault")) return;
    if (faults.isOn("errors") && Math.random() < 0.5) throw new Error("The cellar is flooded");
  });
  addAccountRoutes(app, faults);
  addBusinessRoutes(app, mails);
  app.all("/fault/*", async ({ method, url, body }, reply) => {
    const answer = answerFault(faults, { method, url, body });
    return reply.status(answer.status).send(answer.body);
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    else request.log.warn({ status }, error.message);
    return reply.status(status).send({ error: status >= 500 ? "internal_error" : error.message });
  });
  return app;
}

function addAccountRoutes(app: FastifyInstance, faults: FaultSwitch): void {
  app.post<{ Body: Credentials }>("/login", async (request, reply) => {
    const good = await login(request.body, clientOf(request));
    return reply.status(good ? 200 : 401).send({ good });
  });
  app.post<{ Body: { grant: string } }>("/oauth/token", async (request, reply) => {
    const good = handleToken(request.body.grant, clientOf(request));
    return reply.status(good ? 200 : 401).send({ good });
  });
  app.post("/webhook", async (request, reply) => {
    const good = isSigned(request.headers["x-signature"], clientOf(request));
    return reply.status(good ? 202 : 403).send({ good });
  });
  app.get<{ Params: { id: number } }>("/profiles/:id", { schema: byNumber }, async ({ params }, reply) => {
    if (faults.isOn("slow")) await delay(slowMillis);
    const profile = await profileOf(params.id);
    return profile ?? reply.status(404).send({ error: "unknown" });
  });
  app.get<{ Params: { id: string } }>("/admin/invoices/:id", async (request, reply) => {
    auth.denied({ resource: "admin", account: String(request.headers["x-account"]), clientAddress: clientOf(request) });
    return reply.status(403).send({ error: "denied" });
  });
}

function addBusinessRoutes(app: FastifyInstance, mails: MailQueue): void {
  app.get<{ Querystring: { q?: string } }>("/search", async (request, reply) => {
    if (await mayPass("search", clientOf(request), 20)) return { found: [] };
    return reply.status(429).send({ error: "too_many" });
  });
  app.post<{ Body: { plan: string; account: number } }>("/signups", async ({ body }, reply) => {
    business.count("signup", { plan: body.plan });
    await mails.send(body.account, "welcome");
    return reply.status(201).send({});
  });
  app.post<{ Body: Checkout & { account: number } }>("/checkouts", async ({ body }, reply) => {
    const invoice = await checkout(body);
    await mails.send(body.account, "invoice");
    return reply.status(201).send({ invoice });
  });
  app.post<{ Body: { recipients: number } }>("/newsletters", async ({ body }, reply) => {
    for (let account = 1; account <= body.recipients; account++) await mails.send(account, "newsletter");
    return reply.status(202).send({});
  });
  app.post("/reports", async () => ({ rows: await report(mails) }));
  app.get("/health", async () => ({ ok: true }));
}

/** Who asks, as the traffic says it: on loopback all addresses are one. */
function clientOf(request: FastifyRequest): string {
  return String(request.headers["x-forwarded-for"] ?? request.ip);
}
