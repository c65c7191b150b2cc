import { createRequire } from "node:module";
import type { Config } from "../config.ts";
import * as diag from "../diag.ts";
import { type FilePatch, installModuleHook } from "../module-hook/index.ts";
import { isEnabled } from "./enabled.ts";
import { startConsole } from "./console.ts";
import { startHttpClient } from "./http-client.ts";
import { startHttpServer } from "./http-server.ts";
import { setLogCorrelation } from "./lib/log.ts";
import { startUndici } from "./undici.ts";

const load = createRequire(import.meta.url);

/** Built into Node: on from the start, through diagnostics channels. */
const builtIn: Readonly<Record<string, () => void>> = {
  http: () => {
    startHttpServer();
    startHttpClient();
  },
  undici: startUndici,
  console: startConsole,
};

/** Short name → the packages that make it load its file. The file exports `patches: FilePatch[]` and, where it has channels to subscribe to, does so in `start()`. */
const lazy: Readonly<Record<string, readonly string[]>> = {
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

interface LazyInstrumentation {
  readonly patches: readonly FilePatch[];
  start?(): void;
}

/** Every short name that `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `…_DISABLED_…` understand. */
export function instrumentationNames(): readonly string[] {
  return [...Object.keys(builtIn), ...Object.keys(lazy), "runtime-node", "uncaught-error"];
}

/** Subscribes to Node's channels at once; a library's instrumentation is loaded when the application first loads the library. */
export function startInstrumentations(config: Config): void {
  for (const [name, start] of Object.entries(builtIn)) if (isEnabled(config, name)) start();
  setLogCorrelation(config.logCorrelation);
  const owners = new Map<string, string>();
  for (const [name, packages] of Object.entries(lazy)) {
    if (isEnabled(config, name)) for (const packageName of packages) owners.set(packageName, name);
  }
  const loaded = new Map<string, readonly FilePatch[]>();
  installModuleHook((packageName) => {
    const owner = owners.get(packageName);
    if (owner === undefined) return undefined;
    let patches = loaded.get(owner);
    if (patches === undefined) {
      diag.debug(`loading the instrumentation of ${packageName}`);
      const module = load(`./${owner}.js`) as LazyInstrumentation;
      module.start?.();
      patches = module.patches;
      loaded.set(owner, patches);
    }
    return patches.filter((patch) => patch.packageName === packageName);
  });
}
