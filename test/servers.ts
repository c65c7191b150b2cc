import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ensurePrograms } from "../packages/cli/src/server/debian.ts";
import type { ServerName } from "../packages/cli/src/server/definition.ts";
import type { NeedName } from "../packages/cli/src/server/need.ts";
import { startServer, type RunningServer } from "../packages/cli/src/server/start.ts";
import { servers } from "../packages/cli/src/server/table.ts";

/** What a test gets with `inject("servers")`: an address, or why there is none on this machine. */
export type TestServer =
  | { readonly url: string; readonly port: number; readonly extraPorts: Readonly<Record<string, number>> }
  | { readonly missing: string };

declare module "vitest" {
  interface ProvidedContext {
    servers: Partial<Record<ServerName, TestServer>>;
  }
}

const needsOf: Readonly<Record<ServerName, readonly NeedName[]>> = {
  postgres: ["postgres"],
  redis: ["redis"],
  rabbitmq: ["rabbitmq"],
  mariadb: ["mariadb"],
  kafka: ["java", "maven"],
  // Built from its Go module, no package.
  ferretdb: [],
};

/**
 * For a vitest `globalSetup` file:
 *
 *     export default (project: TestProject) => startTestServers(project, ["postgres", "redis"]);
 *
 * Starts each server once, on a free port and in a temporary folder. Returns the clean-up, which vitest calls at the end.
 */
export async function startTestServers(
  project: TestProject,
  names: readonly ServerName[],
): Promise<() => Promise<void>> {
  const io = { out: console.log, err: console.error, isTTY: false };
  const missing = await ensurePrograms([...new Set(names.flatMap((name) => needsOf[name]))], { env: process.env, io });
  const root = await mkdtemp(join(tmpdir(), "otelstack-servers-"));
  // The servers run as accounts of their own when we are root, and must get to their folders.
  await chmod(root, 0o711);
  const running: RunningServer[] = [];
  const stopAll = async () => {
    await Promise.all(running.map((server) => server.stop()));
    await rm(root, { recursive: true, force: true });
  };
  const startOne = async (name: ServerName): Promise<[ServerName, TestServer]> => {
    const reason = needsOf[name].flatMap((need) => missing.get(need) ?? []).join("; ");
    if (reason !== "") return [name, { missing: reason }];
    const server = await startServer(servers[name], { dir: join(root, name), env: process.env, io });
    running.push(server);
    return [name, { url: server.url, port: server.port, extraPorts: server.extraPorts }];
  };
  const started = await Promise.allSettled(names.map(startOne));
  const failed = started.find((result) => result.status === "rejected");
  if (failed !== undefined) {
    await stopAll();
    throw failed.reason;
  }
  project.provide(
    "servers",
    Object.fromEntries(started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []))),
  );
  return stopAll;
}
