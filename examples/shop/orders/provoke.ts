import { pool } from "./database.ts";

/** The failures that this service provokes on purpose, each by the product that is asked for. */
export async function provokeTrouble(productId: string): Promise<void> {
  if (productId === "sundial") await pool.query("SELECT pg_sleep(1.2)");
  if (productId === "cursed-doll") throw new Error("The doll opened its eyes");
}
