import { setTimeout as delay } from "node:timers/promises";
import { task } from "@org/telemetry";
import { pool } from "./stores.ts";
import type { MailQueue } from "./mail-queue.ts";

const accountant = 1;

/** A workflow of three steps: the sums of the day, a document, a mail. */
export function report(mails: MailQueue): Promise<number> {
  return task("daily-report", async () => {
    const rows = await task("daily-report.collect", collect);
    await task("daily-report.render", () => delay(20 + rows));
    await task("daily-report.send", () => mails.send(accountant, "report"));
    return rows;
  });
}

async function collect(): Promise<number> {
  const { rows } = await pool.query(
    "SELECT tenant, sum(amount_cents) FROM invoices WHERE created_at > now() - interval '1 day' GROUP BY tenant",
  );
  return rows.length;
}

/** The background job: forgets old invoices. A failure is a failed task and no end of the process. */
export function startCleaning(everySeconds: number, onError: (error: unknown) => void): () => void {
  const clean = async (): Promise<void> => {
    await task("clean-invoices", () =>
      pool.query("DELETE FROM invoices WHERE created_at < now() - interval '1 day'"),
    ).catch(onError);
  };
  const timer = setInterval(() => void clean(), everySeconds * 1000);
  return () => clearInterval(timer);
}
