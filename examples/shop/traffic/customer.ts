const timeoutMillis = 15_000;

/** What customers ask for; README.md says what each product and card does. */
export const products = {
  good: ["mug", "teapot", "kettle", "lamp", "chair"],
  slow: ["sundial"],
  cursed: ["cursed-doll"],
  poison: ["poison-ivy"],
  unknown: ["unicorn"],
} as const;

export const cards = {
  good: "pm_card_visa",
  slow: "pm_card_slow",
  declined: "pm_card_declined",
  unavailable: "pm_card_unavailable",
} as const;

/** One request of a customer. */
export type Step =
  | { readonly kind: "browse" }
  | { readonly kind: "bestsellers" }
  | { readonly kind: "look"; readonly products: readonly string[] }
  | { readonly kind: "buy"; readonly products: readonly string[]; readonly card: string };

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Takes the step against the gateway; any HTTP answer is an answer, no answer throws. */
export function take(step: Step, gatewayUrl: string): Promise<Answer> {
  if (step.kind === "browse") return ask(gatewayUrl, "/products");
  if (step.kind === "bestsellers") return ask(gatewayUrl, "/products/bestsellers");
  if (step.kind === "look") return ask(gatewayUrl, `/products/${pick(step.products)}`);
  return order(gatewayUrl, pick(step.products), step.card);
}

/** Places one order. */
export function order(gatewayUrl: string, productId: string, paymentMethod: string): Promise<Answer> {
  const quantity = 1 + Math.floor(Math.random() * 3);
  return ask(gatewayUrl, "/orders", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ productId, quantity, paymentMethod }),
  });
}

async function ask(gatewayUrl: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(new URL(path, gatewayUrl), { ...init, signal: AbortSignal.timeout(timeoutMillis) });
  return { status: response.status, body: await response.json() };
}

function pick(names: readonly string[]): string {
  return names[Math.floor(Math.random() * names.length)] ?? "";
}
