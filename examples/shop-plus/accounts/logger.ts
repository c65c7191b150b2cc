import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import { logLevel } from "../settings.ts";

export const logger: FastifyBaseLogger = pino({ level: logLevel });
