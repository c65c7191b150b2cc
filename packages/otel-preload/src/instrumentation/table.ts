/**
 * Short name → the packages that make it load its file. The file exports `patches: FilePatch[]` and, where it has
 * channels to subscribe to, does so in `start()`. Each is a part of the bundle of its own.
 */
export const own: Readonly<Record<string, readonly string[]>> = {
  ioredis: ["ioredis"],
  mongodb: ["mongodb"],
  mysql2: ["mysql2"],
  pg: ["pg", "pg-pool"],
  redis: ["@redis/client"],
  winston: ["winston"],
  pino: ["pino"],
  bunyan: ["bunyan"],
  amqplib: ["amqplib"],
  kafkajs: ["kafkajs"],
  bullmq: ["bullmq"],
  express: ["express", "router", "finalhandler"],
  fastify: ["fastify"],
  koa: ["koa"],
  "nestjs-core": ["@nestjs/core", "iterare"],
};
