import { Pool } from "pg";
import { config } from "./config.ts";
import { logger } from "./logger.ts";
import { products } from "./products.ts";

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly priceCents: number;
  readonly stock: number;
}

export interface Order {
  readonly id: string;
  readonly productId: string;
  readonly quantity: number;
  readonly amountCents: number;
  readonly status: "pending" | "paid" | "failed" | "fulfilled";
}

const productColumns = `id, name, price_cents AS "priceCents", stock`;
const orderColumns = `id, product_id AS "productId", quantity, amount_cents AS "amountCents", status`;

export const pool: Pool = new Pool({
  connectionString: config.databaseUrl,
  max: 10,
  connectionTimeoutMillis: 5_000,
});
pool.on("error", (error) => logger.error(error));

/** Creates the tables and the products that are missing. */
export async function createSchema(): Promise<void> {
  await pool.query(`
    CREATE TABLE IF NOT EXISTS products (
      id text PRIMARY KEY, name text NOT NULL, price_cents integer NOT NULL, stock integer NOT NULL
    );
    CREATE TABLE IF NOT EXISTS orders (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      product_id text NOT NULL REFERENCES products, quantity integer NOT NULL, amount_cents integer NOT NULL,
      status text NOT NULL DEFAULT 'pending', charge_id text, placed_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX IF NOT EXISTS orders_placed_at ON orders (placed_at);
  `);
  await pool.query(
    `INSERT INTO products (id, name, price_cents, stock)
     SELECT id, name, "priceCents", stock
     FROM jsonb_to_recordset($1::jsonb) AS seed(id text, name text, "priceCents" integer, stock integer)
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(products)],
  );
}

export async function listProducts(): Promise<Product[]> {
  const { rows } = await pool.query<Product>(`SELECT ${productColumns} FROM products ORDER BY id`);
  return rows;
}

export async function findProduct(id: string): Promise<Product | undefined> {
  const { rows } = await pool.query<Product>(`SELECT ${productColumns} FROM products WHERE id = $1`, [id]);
  return rows[0];
}

export async function insertOrder(product: Product, quantity: number, amountCents: number): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    "INSERT INTO orders (product_id, quantity, amount_cents) VALUES ($1, $2, $3) RETURNING id",
    [product.id, quantity, amountCents],
  );
  return rows[0]!.id;
}

export async function markPaid(orderId: string, chargeId: string): Promise<void> {
  await pool.query("UPDATE orders SET status = 'paid', charge_id = $2 WHERE id = $1", [orderId, chargeId]);
}

export async function markFailed(orderId: string): Promise<void> {
  await pool.query("UPDATE orders SET status = 'failed' WHERE id = $1", [orderId]);
}

export async function findOrder(id: string): Promise<Order | undefined> {
  const { rows } = await pool.query<Order>(`SELECT ${orderColumns} FROM orders WHERE id = $1`, [id]);
  return rows[0];
}
