import { Redis } from "ioredis";
import { Pool } from "pg";
import { required } from "../settings.ts";
import { logger } from "./logger.ts";

/** Small on purpose: a pool that is used up is one of the faults. */
export const poolSize = 4;
export const pool: Pool = new Pool({
  connectionString: required("DATABASE_URL"),
  max: poolSize,
  // A process that is slow for another reason shall not look as if it could not reach its database.
  idleTimeoutMillis: 0,
  connectionTimeoutMillis: 30_000,
});
pool.on("error", (error) => logger.error(error));

export const redis: Redis = new Redis(required("REDIS_URL"), { maxRetriesPerRequest: 1 });
redis.on("error", (error) => logger.error(error));

export interface Account {
  readonly id: number;
  readonly email: string;
  readonly tenant: string;
  readonly password: string;
}

export const tenants: readonly string[] = ["acme", "globex", "initech", "umbrella"];
const accountCount = 20;

/** Tables and accounts that are missing. The password of each is `secret-` and its number: there is nothing to protect. */
export async function createSchema(): Promise<void> {
  await pool.query(`
    CREATE TABLE IF NOT EXISTS accounts (
      id integer PRIMARY KEY, email text NOT NULL, tenant text NOT NULL, password text NOT NULL
    );
    CREATE TABLE IF NOT EXISTS invoices (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant text NOT NULL, amount_cents integer NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    );
  `);
  await pool.query(
    `INSERT INTO accounts
     SELECT n, 'user' || n || '@shop.example', ($1::text[])[1 + n % 4], 'secret-' || n
     FROM generate_series(1, $2) AS n
     ON CONFLICT (id) DO NOTHING`,
    [tenants, accountCount],
  );
  // All connections now, not when somebody waits for one.
  await Promise.all(Array.from({ length: poolSize }, () => pool.query("SELECT pg_sleep(0.05)")));
}

export async function findAccount(id: number): Promise<Account | undefined> {
  const { rows } = await pool.query<Account>("SELECT id, email, tenant, password FROM accounts WHERE id = $1", [id]);
  return rows[0];
}

export async function findByEmail(email: string): Promise<Account | undefined> {
  const { rows } = await pool.query<Account>("SELECT id, email, tenant, password FROM accounts WHERE email = $1", [
    email,
  ]);
  return rows[0];
}
