import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { familyOf, isRunning } from "../../src/process/family.ts";
import { findProcess, type ProcessEntry } from "../../src/process/list.ts";
import { ensurePrograms } from "../../src/server/debian.ts";
import type { ServerName } from "../../src/server/definition.ts";
import type { NeedName } from "../../src/server/need.ts";
import { startServer } from "../../src/server/start.ts";
import { servers } from "../../src/server/table.ts";

const env = process.env;
const password = "0123456789abcdef0123456789abcdef";
const setUpMillis = 600_000;
// Kafka's start is the library matrix's: it would be a third of this file's time.
const names = ["postgres", "redis", "rabbitmq", "mariadb"] as const satisfies readonly (ServerName & NeedName)[];

let root: string;
let missing: Map<NeedName, string>;
beforeAll(async () => {
  missing = await ensurePrograms(names, { env, io: { out: console.log, err: console.error, isTTY: false } });
  root = await mkdtemp(join(tmpdir(), "otelstack-server-test-"));
  await chmod(root, 0o711);
}, setUpMillis);
afterAll(() => rm(root, { recursive: true, force: true }));

describe.concurrent("each packaged server", () => {
  test.each(names)(
    "%s starts, answers, stops without a trace, and keeps its data folder",
    async (name) => {
      expect(missing.get(name), "see the remedy").toBeUndefined();
      const dir = join(root, name);
      const first = await startServer(servers[name], { dir, env, password });
      const family = familyOf(findProcess(first.pid) as ProcessEntry);
      expect(first.url).toContain(`127.0.0.1:${first.port}`);
      expect(first.url).toContain(password);
      expect(((await stat(dir)).mode & 0o777).toString(8)).toBe("700");
      await first.stop();
      expect(family.length).toBeGreaterThan(0);
      expect(family.filter((entry) => isRunning(entry))).toEqual([]);

      const again = await startServer(servers[name], { dir, env, password, port: first.port });
      expect(again.url).toBe(first.url);
      await again.stop();
    },
    180_000,
  );
});

test("a server on a taken port is an error that names both", async () => {
  const one = await startServer(servers.redis, { dir: join(root, "holder"), env });
  const late = startServer(servers.redis, { dir: join(root, "late"), env, port: one.port });
  await expect(late).rejects.toThrow(`port ${one.port}, which Redis wants, is taken`);
  await one.stop();
});

test("a server that dies at its start is an error with its log lines", async () => {
  const dir = join(root, "broken");
  await mkdir(join(dir, "appendonlydir"), { recursive: true });
  await writeFile(join(dir, "appendonlydir", "appendonly.aof.manifest"), "no manifest\n");
  await expect(startServer(servers.redis, { dir, env })).rejects.toThrow(
    /Redis exited with code 1\. Last lines of .*broken\.log:\n[\s\S]*AOF manifest/,
  );
});

test.runIf(process.getuid?.() === 0)("as root, a folder that the server's account cannot reach is named", async () => {
  const closed = join(root, "closed");
  await mkdir(closed, { mode: 0o700 });
  await expect(startServer(servers.redis, { dir: join(closed, "redis"), env })).rejects.toThrow(
    /the account redis, which Redis runs as, cannot get there/,
  );
});
