import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

// The payment provider belongs to somebody else. What it does depends on the payment method alone, so that each outcome can be asked for.
const outcomes = {
  pm_card_visa: { status: 200 },
  pm_card_declined: { status: 402, body: { error: "card_declined" } },
  pm_card_slow: { status: 200, delayMillis: 1_500 },
  pm_card_unavailable: { status: 503, body: { error: "try_again_later" } },
};
const unknownMethod = { status: 400, body: { error: "unknown_payment_method" } };

const server = createServer(async (request, response) => {
  if (request.method !== "POST" || request.url !== "/v1/charges") {
    answer(response, 404, { error: "not_found" });
    return;
  }
  const charge = await readJson(request);
  const outcome = outcomes[charge?.paymentMethod] ?? unknownMethod;
  await sleep(outcome.delayMillis ?? 5);
  answer(response, outcome.status, outcome.body ?? { id: `ch_${randomUUID()}`, amountCents: charge.amountCents });
});

async function readJson(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answer(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

server.listen(Number(process.env.PORT ?? 8082), process.env.HOST ?? "127.0.0.1", () => {
  const { address, port } = server.address();
  console.log(`payments listening on http://${address}:${port}`);
  process.send?.({ type: "listening", port });
});

for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => server.close());
