import { business, tenant } from "@org/telemetry";
import { pool } from "./stores.ts";

export interface Checkout {
  readonly tenant: string;
  readonly amountCents: number;
  readonly items: number;
}

/** More than a tenant may spend at once. */
const limitCents = 200_000;

/** Writes an invoice for a tenant; the business wants to know how many and how much. */
export function checkout({ tenant: id, amountCents, items }: Checkout): Promise<string> {
  return tenant(id, async () => {
    if (amountCents > limitCents) throw new LimitExceeded(id);
    const { rows } = await pool.query<{ id: string }>(
      "INSERT INTO invoices (tenant, amount_cents) VALUES ($1, $2) RETURNING id",
      [id, amountCents],
    );
    business.count("checkout", { tenant: id });
    business.record("checkout", amountCents / 100, "EUR");
    business.record("checkout", items, "items");
    return rows[0]!.id;
  });
}

class LimitExceeded extends Error {
  readonly statusCode = 402;

  constructor(tenantId: string) {
    super(`The limit of tenant ${tenantId} is exceeded`);
  }
}
