import type { Environment } from "../process/start.ts";
import { findProgram, type Program } from "./find-program.ts";
import { javaProgram, mavenProgram } from "./kafka.ts";
import { mariadbProgram } from "./mariadb.ts";
import { postgresProgram } from "./postgres.ts";
import { rabbitmqProgram } from "./rabbitmq.ts";
import { redisProgram } from "./redis.ts";

/** A program that a package of the system brings, and the names of that package. */
export interface Need {
  readonly program: Program;
  readonly debian: string;
  readonly homebrew: string;
}

const postgresExporterProgram: Program = {
  name: "prometheus-postgres-exporter",
  otherName: "postgres_exporter",
  folders: ["/usr/bin"],
};
const redisExporterProgram: Program = {
  name: "prometheus-redis-exporter",
  otherName: "redis_exporter",
  folders: ["/usr/bin"],
};

const chromiumProgram: Program = { name: "chromium", otherName: "google-chrome", folders: ["/usr/bin"] };

export type NeedName =
  | "postgres"
  | "redis"
  | "rabbitmq"
  | "mariadb"
  | "postgresExporter"
  | "redisExporter"
  | "chromium"
  | "java"
  | "maven";

/** Everything that comes from the system's packages and not from our own builds. */
export const needs: Readonly<Record<NeedName, Need>> = {
  postgres: { program: postgresProgram, debian: "postgresql", homebrew: "postgresql@17" },
  redis: { program: redisProgram, debian: "redis-server", homebrew: "redis" },
  rabbitmq: { program: rabbitmqProgram, debian: "rabbitmq-server", homebrew: "rabbitmq" },
  mariadb: { program: mariadbProgram, debian: "mariadb-server", homebrew: "mariadb" },
  postgresExporter: {
    program: postgresExporterProgram,
    debian: "prometheus-postgres-exporter",
    homebrew: "postgres_exporter",
  },
  redisExporter: {
    program: redisExporterProgram,
    debian: "prometheus-redis-exporter",
    homebrew: "redis_exporter",
  },
  chromium: { program: chromiumProgram, debian: "chromium", homebrew: "chromium" },
  java: { program: javaProgram, debian: "default-jre-headless", homebrew: "openjdk" },
  maven: { program: mavenProgram, debian: "maven", homebrew: "maven" },
};

/** Those of the needs whose program is not on this machine. */
export function missingNeeds(names: readonly NeedName[], env: Environment): NeedName[] {
  return names.filter((name) => findProgram(needs[name].program, env) === undefined);
}
