import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { CliError } from "../error.ts";
import { withLock } from "../process/lock.ts";
import { tcpProbe } from "../process/probe.ts";
import type { Environment, Launch } from "../process/start.ts";
import { isEmpty, ownFolder, privateFile, runSetup } from "./data-folder.ts";
import type { ServerDefinition, ServerOptions } from "./definition.ts";
import { requireProgram, type Program } from "./find-program.ts";
import { kafkaPom, kafkaVersion } from "./kafka-pom.ts";

const run = promisify(execFile);
const downloadTimeoutMillis = 300_000;
const mavenGoal = "org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies";

export const javaProgram: Program = { name: "java", folders: ["/usr/bin"] };
export const mavenProgram: Program = { name: "mvn", folders: ["/usr/bin"] };

// ApiVersions, version 0, correlation id 7, no client id: every broker answers it without a login.
const apiVersions = Buffer.from("\0\0\0\x0a\0\x12\0\0\0\0\0\x07\xff\xff", "latin1");

/** Kafka as one KRaft node, broker and controller in one process, from Maven Central. */
export const kafka: ServerDefinition = {
  name: "kafka",
  label: "Kafka",
  extraPorts: ["controller"],
  prepare,
  probe: (port) => tcpProbe({ port, send: apiVersions, expect: (answer) => answer[7] === 7 }),
  url: ({ port }) => `127.0.0.1:${port}`,
  stopSignal: "SIGTERM",
  stopTimeoutMillis: 20_000,
  startTimeoutMillis: 60_000,
};

async function prepare(options: ServerOptions): Promise<Launch> {
  const { dir, env } = options;
  const java = requireProgram(javaProgram, env);
  const classPath = join(await ensureKafka(options), "*");
  await ownFolder(dir, undefined);
  const config = join(dir, "server.properties");
  await privateFile(config, properties(options));
  const format = ["kafka.tools.StorageTool", "format", "--ignore-formatted", "--standalone"];
  const args = ["-cp", classPath, ...format, "-t", "b3RlbHN0YWNrLXNob3AtMQ", "-c", config];
  await runSetup({ file: java, args, cwd: dir, env: pickHome(env) });
  const flags = ["-Xmx384m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", classPath];
  return { file: java, args: [...flags, "kafka.Kafka", config], cwd: dir };
}

function pickHome(env: Environment): Record<string, string> {
  return { HOME: env["HOME"] ?? homedir() };
}

function properties({ port, dir, extraPorts }: ServerOptions): string {
  const controller = `127.0.0.1:${extraPorts["controller"]}`;
  const lines = [
    "process.roles=broker,controller",
    "node.id=1",
    `controller.quorum.bootstrap.servers=${controller}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://${controller}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://${controller}`,
    "controller.listener.names=CONTROLLER",
    "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    `log.dirs=${join(dir, "log")}`,
    // One node: the defaults ask for three replicas and three seconds of patience before the first consumer starts.
    "offsets.topic.replication.factor=1",
    "offsets.topic.num.partitions=1",
    "transaction.state.log.replication.factor=1",
    "transaction.state.log.min.isr=1",
    "group.initial.rebalance.delay.ms=0",
  ];
  return `${lines.join("\n")}\n`;
}

/** The folder with Kafka's jars: downloaded once by Maven into the cache. */
async function ensureKafka({ env, io }: ServerOptions): Promise<string> {
  const cache = join(env["XDG_CACHE_HOME"] ?? join(env["HOME"] ?? homedir(), ".cache"), "otelstack");
  const target = join(cache, "kafka", kafkaVersion);
  await mkdir(join(cache, "kafka"), { recursive: true });
  await withLock(
    `${target}.lock`,
    (pid) => io.out(`Kafka: process ${pid} is downloading it, waiting`),
    async () => {
      if (!(await isEmpty(target))) return;
      io.out(`Kafka ${kafkaVersion}: downloading from Maven Central`);
      await download(target, env);
    },
  );
  return target;
}

async function download(target: string, env: Environment): Promise<void> {
  const maven = requireProgram(mavenProgram, env);
  const work = await mkdtemp(`${target}-`);
  try {
    const jars = join(work, "libs");
    await writeFile(join(work, "pom.xml"), kafkaPom);
    const args = ["-q", "-B", mavenGoal, `-DoutputDirectory=${jars}`, "-DincludeScope=runtime"];
    await run(maven, args, { cwd: work, timeout: downloadTimeoutMillis });
    await rename(jars, target);
  } catch (error) {
    const said = (error as { stdout?: string }).stdout?.trim().split("\n").slice(0, 5).join("\n  ");
    throw new CliError(
      "E_KAFKA",
      `Kafka ${kafkaVersion}: ${maven} could not download it: ${said || (error as Error).message}`,
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
