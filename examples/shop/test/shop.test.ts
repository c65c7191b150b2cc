import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect } from "amqplib";
import { Redis } from "ioredis";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startShop, type RunningShop } from "../launch.ts";
import { startShopServers, type ShopServers } from "./shop-servers.ts";

/** Longest wait for what follows an answer; the machine may be busy. */
const soon = { timeout: 10_000 };
const shopFolder = join(import.meta.dirname, "..");
let servers: ShopServers;
let shop: RunningShop;
let redis: Redis;
let database: Client;

beforeAll(async () => {
  servers = await startShopServers();
  redis = new Redis(servers.redisUrl);
  database = new Client(servers.databaseUrl);
  await database.connect();
  shop = await start("first");
});

afterAll(async () => {
  await shop?.stop();
  redis?.disconnect();
  await database?.end();
  await servers?.stop();
});

function start(name: string): Promise<RunningShop> {
  return startShop({ ...servers, preload: false, logDir: join(servers.dir, "logs", name) });
}

function logOf(name: string): string {
  const service = shop.services.find((each) => each.name === name);
  return readFileSync(service!.logFile, "utf8");
}

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(new URL(path, shop.gatewayUrl));
  return { status: response.status, body: await response.json() };
}

function post(body: object): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(new URL("/orders", shop.gatewayUrl), { method: "POST", headers, body: JSON.stringify(body) });
}

async function deadLetters(): Promise<number> {
  const connection = await connect(servers.amqpUrl);
  const channel = await connection.createChannel();
  const { messageCount } = await channel.checkQueue("worker.order-placed.dead");
  await connection.close();
  return messageCount;
}

describe("an order", () => {
  test("is paid, fulfilled and counted", async () => {
    const { status, body } = await shop.placeOrder("teapot");
    expect(status).toBe(201);
    const order = body as { id: string; quantity: number };
    expect(order).toMatchObject({ productId: "teapot", status: "paid", amountCents: 3_400 * order.quantity });

    await expect.poll(() => get(`/orders/${order.id}`), soon).toMatchObject({ body: { status: "fulfilled" } });
    await expect.poll(() => redis.get("stock:teapot"), soon).toBe(String(200 - order.quantity));
    expect(await get("/products/bestsellers")).toMatchObject({ body: [{ id: "teapot", sold: order.quantity }] });
  });

  test("is known by its id in the logs of all three services", async () => {
    const { body } = await shop.placeOrder("lamp");
    const { id } = body as { id: string };

    for (const name of ["gateway", "orders", "worker"]) await expect.poll(() => logOf(name), soon).toContain(id);
  });
});

describe("products", () => {
  test("are listed", async () => {
    const { body } = await get("/products");
    expect(body).toContainEqual(expect.objectContaining({ id: "mug", priceCents: 900 }));
  });

  test("come from the cache the second time", async () => {
    const first = await get("/products/chair");
    await database.query("UPDATE products SET name = 'Armchair' WHERE id = 'chair'");

    expect(first.body).toMatchObject({ name: "Chair" });
    expect(await get("/products/chair")).toEqual(first);
  });
});

describe("a failure on purpose", () => {
  test.each([
    { product: "mug", card: "pm_card_declined", status: 402, error: "card_declined" },
    { product: "mug", card: "pm_card_unavailable", status: 502, error: "payment_unavailable" },
    { product: "unicorn", card: "pm_card_visa", status: 404, error: "unknown_product" },
    { product: "cursed-doll", card: "pm_card_visa", status: 502, error: "internal_error" },
  ])("$product with $card: $status", async ({ product, card, status, error }) => {
    expect(await shop.placeOrder(product, card)).toEqual({ status, body: { error } });
  });

  test("order above the stock, order without a product", async () => {
    expect((await post({ productId: "mug", quantity: 999, paymentMethod: "pm_card_visa" })).status).toBe(409);
    expect((await post({ quantity: 1, paymentMethod: "pm_card_visa" })).status).toBe(400);
  });

  test("thrown error is logged with its stack, once", async () => {
    const before = logOf("orders").split("The doll opened its eyes").length;
    await shop.placeOrder("cursed-doll");

    const lines = logOf("orders")
      .split("\n")
      .filter((line) => line.includes("The doll opened its eyes"));
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({
      level: 50,
      err: { stack: expect.stringContaining("provoke.ts") },
    });
    expect(logOf("gateway")).not.toContain("The doll opened its eyes");
    expect(lines.length).toBeLessThanOrEqual(before);
  });

  test("slow query and slow payment", async () => {
    for (const [product, card] of [["sundial"], ["mug", "pm_card_slow"]] as const) {
      const started = performance.now();
      expect(await shop.placeOrder(product, card)).toMatchObject({ status: 201 });
      expect(performance.now() - started).toBeGreaterThan(1_150);
    }
  });

  test("poison message ends in the dead queue and the worker goes on", async () => {
    const before = await deadLetters();
    const { body } = await shop.placeOrder("poison-ivy");
    const { id } = body as { id: string };

    await expect.poll(deadLetters, soon).toBe(before + 1);
    expect(logOf("worker")).toMatch(
      new RegExp(`order not fulfilled Error: Nobody dares to pack order ${id}\n +at fulfil`),
    );
    expect(await get(`/orders/${id}`)).toMatchObject({ body: { status: "paid" } });
  });
});

test("the background job refills an empty shelf", async () => {
  const own = await startShop({
    ...servers,
    preload: false,
    env: { RESTOCK_SECONDS: "0.2" },
    logDir: join(servers.dir, "logs", "restock"),
  });
  await database.query("UPDATE products SET stock = 3 WHERE id = 'kettle'");

  const stock = async () => (await database.query("SELECT stock FROM products WHERE id = 'kettle'")).rows[0].stock;
  await expect.poll(stock, soon).toBe(200);
  await own.stop();
});

test("health tells of each part", async () => {
  expect(await get("/health")).toEqual({ status: 200, body: { redis: true, orders: true } });
});

test("a service that stops answers what is under way and ends with code 0; so does all of it", async () => {
  const own = await start("stopped");
  const slow = own.placeOrder("sundial");
  await expect.poll(() => readFileSync(own.services[1]!.logFile, "utf8"), soon).toContain('"method":"POST"');

  const exits = await own.stop();

  expect(await slow).toMatchObject({ status: 201 });
  expect(exits).toEqual({ payments: 0, orders: 0, worker: 0, gateway: 0 });
});

test("a service that dies is named", async () => {
  const own = await start("dying");
  const worker = own.services.find(({ name }) => name === "worker")!;
  process.kill(worker.pid, "SIGKILL");

  expect(await own.died).toEqual({ service: worker, exit: "SIGKILL" });
  await own.stop();
});

test("a missing setting is named and nothing is left running", async () => {
  const starting = startShop({
    ...servers,
    databaseUrl: "",
    preload: false,
    logDir: join(servers.dir, "logs", "unset"),
  });
  await expect(starting).rejects.toThrow(/orders ended with 1[^]*DATABASE_URL is not set/);
});

describe("traffic", () => {
  test("orders once", async () => {
    const child = spawn(process.execPath, ["traffic.ts", "--gateway", shop.gatewayUrl, "--once", "--product", "lamp"], {
      cwd: join(shopFolder, "traffic"),
    });
    expect(JSON.parse(await text(child.stdout))).toMatchObject({ productId: "lamp", status: "paid" });
  });

  test("keeps its rate and ends by itself", async () => {
    const child = spawn(
      process.execPath,
      ["traffic.ts", "--gateway", shop.gatewayUrl, "--rate", "20", "--seconds", "2"],
      {
        cwd: join(shopFolder, "traffic"),
      },
    );
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);

    expect(code).toBe(0);
    expect(Number(/ordinary .* s: (\d+) 2xx/.exec(output)?.[1])).toBeGreaterThan(30);
  });
});
