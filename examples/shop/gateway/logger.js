import winston from "winston";
import { config } from "./config.js";

const { combine, errors, json, timestamp } = winston.format;

export const logger = winston.createLogger({
  level: config.logLevel,
  format: combine(errors({ stack: true }), timestamp(), json()),
  transports: [new winston.transports.Console()],
});
