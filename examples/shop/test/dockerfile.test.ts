import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { redis } from "../../../packages/cli/src/server/redis.ts";
import { startServer, type RunningServer } from "../../../packages/cli/src/server/start.ts";
import { startReceiver, type Receiver } from "../../../test/otlp-receiver.ts";
import { buildInFolder } from "./dockerfile.ts";

const shopFolder = join(import.meta.dirname, "..");
const preloadFolder = join(shopFolder, "../../packages/otel-preload");
let root: string;
let cache: RunningServer;
let receiver: Receiver;
let child: ChildProcess | undefined;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "shop-image-"));
  chmodSync(root, 0o755); // Redis runs under an account of its own.
  cache = await startServer(redis, { dir: join(root, "data/redis"), env: process.env });
  receiver = await startReceiver();
});

afterAll(async () => {
  child?.kill("SIGKILL");
  await receiver?.close();
  await cache?.stop();
  rmSync(root, { recursive: true });
});

const installTimeoutMillis = 180_000;

test(
  "an image of the Dockerfile's layers sends its spans by NODE_OPTIONS alone",
  { timeout: installTimeoutMillis },
  async () => {
    const PATH = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
    // As it is: npm may need settings of this machine to reach its registry.
    const env = { ...process.env, PATH };
    const context = join(root, "context");
    cpSync(shopFolder, context, { recursive: true, filter: (path) => !path.includes("node_modules") });
    const packed = execFileSync("npm", ["pack", preloadFolder, "--pack-destination", context, "--silent"], {
      env,
      encoding: "utf8",
    });

    const file = join(shopFolder, "Dockerfile");
    const args = { SERVICE: "gateway", PRELOAD: `./${packed.trim()}` };
    const image = await buildInFolder({ file, context, root: join(root, "image"), args, env });
    const [program = "", ...rest] = image.command;
    child = spawn(program, rest, {
      cwd: image.workdir,
      env: {
        ...image.env,
        HOST: "127.0.0.1",
        PORT: "0",
        REDIS_URL: cache.url,
        ORDERS_URL: "http://127.0.0.1:1",
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const { port } = await new Promise<{ port: number }>((resolve) => child?.once("message", resolve as () => void));
    await fetch(`http://127.0.0.1:${port}/products`);

    const names = () => receiver.spans.map(({ name, resource }) => `${String(resource["service.name"])} ${name}`);
    await expect.poll(names, { timeout: 10_000 }).toContain("shop-gateway GET /products");
  },
);
