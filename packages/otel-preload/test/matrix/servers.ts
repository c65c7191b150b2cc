import type { TestProject } from "vitest/node";
import { startTestServers } from "../../../../test/servers.ts";

/** The servers that the library matrix talks to, once for all its files. */
export default (project: TestProject): Promise<() => Promise<void>> =>
  startTestServers(project, ["postgres", "redis", "rabbitmq", "mariadb", "kafka", "ferretdb"]);
