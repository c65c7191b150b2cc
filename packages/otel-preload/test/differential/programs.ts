import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mysql from "mysql2/promise";
import { Client } from "pg";
import type { TestContext } from "vitest";
import { urlOf } from "../matrix/database-run.ts";
import type { Program, Side } from "./run.ts";

/** A program of the library matrix, or one beside this file; each side gets what the other does not touch, for both run at once. */
export interface Compared {
  readonly name: string;
  readonly program: (side: Side, context: TestContext) => Program | Promise<Program>;
}

const fixtures = "packages/otel-preload/test/fixtures";
const own = "packages/otel-preload/test/differential/programs";

const plain = (name: string, file: string): Compared => ({ name, program: () => ({ file }) });
const web = (name: string): Compared => plain(name, `${fixtures}/web/use-${name}.cjs`);
const upstream = (name: string): Compared => plain(name, `${fixtures}/upstream/use-${name}.cjs`);
const logger = (name: string, folder: string = `${fixtures}/logs`): Compared => ({
  name,
  program: () => ({
    file: `${folder}/use-${name}.cjs`,
    args: [join(mkdtempSync(join(tmpdir(), "compared-")), "transport.log")],
  }),
});

const redis = (name: string): Compared => ({
  name,
  program: (side, context) => ({
    file: `${fixtures}/databases/use-${name}.cjs`,
    args: [`${urlOf(context, "redis")}/${numberOf(side)}`],
  }),
});

const numberOf = (side: Side): string => (side === "ours" ? "1" : "2");

async function postgresOf(side: Side, context: TestContext): Promise<string> {
  const url = new URL(urlOf(context, "postgres"));
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS compared_${side}`);
  await client.query(`CREATE DATABASE compared_${side}`);
  await client.end();
  url.pathname = `compared_${side}`;
  return url.href;
}

async function mariadbOf(side: Side, context: TestContext): Promise<string> {
  const url = new URL(urlOf(context, "mariadb"));
  const connection = await mysql.createConnection(url.href);
  await connection.query(`CREATE DATABASE IF NOT EXISTS compared_${side}`);
  await connection.end();
  url.pathname = `compared_${side}`;
  return url.href;
}

function mongodbOf(side: Side, context: TestContext): string {
  const url = new URL(urlOf(context, "ferretdb"));
  url.pathname = `compared_${side}`;
  return url.href;
}

const database = (name: string, urlFor: (side: Side, context: TestContext) => string | Promise<string>): Compared => ({
  name,
  program: async (side, context) => ({
    file: `${fixtures}/databases/use-${name}.cjs`,
    args: [await urlFor(side, context)],
  }),
});

export const programs: readonly Compared[] = [
  plain("http", `${own}/http.cjs`),
  web("express"),
  web("fastify"),
  web("koa"),
  database("pg", postgresOf),
  database("mysql2", mariadbOf),
  database("mongodb", mongodbOf),
  redis("redis"),
  redis("ioredis"),
  {
    name: "amqplib",
    program: (_, context) => ({ file: `${own}/amqplib.cjs`, env: { RABBITMQ_URL: urlOf(context, "rabbitmq") } }),
  },
  {
    name: "kafkajs",
    program: (_, context) => ({
      file: `${fixtures}/messaging/use-kafkajs.cjs`,
      env: { KAFKA_BROKER: urlOf(context, "kafka") },
    }),
  },
  {
    name: "bullmq",
    program: (side, context) => ({
      file: `${fixtures}/messaging/use-bullmq.cjs`,
      env: { REDIS_URL: `${urlOf(context, "redis")}/${numberOf(side)}` },
    }),
  },
  logger("winston"),
  logger("pino"),
  // Of the last version that upstream knows.
  logger("bunyan", "test/fixtures/logs-older"),
  upstream("graphql"),
  upstream("grpc"),
];
