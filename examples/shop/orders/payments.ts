import { config } from "./config.ts";
import { paymentRefused, paymentUnavailable } from "./errors.ts";

const timeoutMillis = 5_000;

interface Answer {
  readonly id?: string;
  readonly error?: string;
}

/** Charges the customer through the payment provider and returns the charge's id. */
export async function charge(orderId: string, amountCents: number, paymentMethod: string): Promise<string> {
  const response = await fetch(new URL("/v1/charges", config.paymentsUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ reference: orderId, amountCents, paymentMethod }),
    signal: AbortSignal.timeout(timeoutMillis),
  });
  const answer: Answer = JSON.parse(await response.text());
  if (response.status >= 500) throw paymentUnavailable(response.status);
  if (answer.id === undefined) throw paymentRefused(answer.error ?? "payment_refused");
  return answer.id;
}
