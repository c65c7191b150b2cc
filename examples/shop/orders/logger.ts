import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import { config } from "./config.ts";

export const logger: FastifyBaseLogger = pino({ level: config.logLevel });
