import { parseArgs } from "node:util";
import { cards, order } from "./customer.ts";
import { generate } from "./generate.ts";

const usage = `node traffic.ts [--gateway URL] [--rate N] [--seconds N] [--once]

  --gateway URL   the shop's gateway (else GATEWAY_URL, else http://127.0.0.1:8080)
  --rate N        requests per second in ordinary phases, bursts have ten times as many (5)
  --seconds N     stop after so long (otherwise SIGINT or SIGTERM)
  --once          place one order and print the answer; exit code 1 when it was refused
  --product NAME  what --once orders (mug)
  --card NAME     what it is paid with (${cards.good})`;

const { values } = parseArgs({
  options: {
    gateway: { type: "string", default: process.env.GATEWAY_URL ?? "http://127.0.0.1:8080" },
    rate: { type: "string", default: "5" },
    seconds: { type: "string", default: "0" },
    once: { type: "boolean", default: false },
    product: { type: "string", default: "mug" },
    card: { type: "string", default: cards.good },
    help: { type: "boolean", short: "h", default: false },
  },
});

if (values.help) console.log(usage);
else if (values.once) await placeOne();
else await run(positive("--rate", values.rate), Number(values.seconds));

async function placeOne(): Promise<void> {
  const { status, body } = await order(values.gateway, values.product, values.card);
  console.log(JSON.stringify(body));
  if (status >= 400) process.exitCode = 1;
}

async function run(rate: number, seconds: number): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  if (seconds > 0) setTimeout(() => stop.abort(), seconds * 1_000).unref();
  console.log(`traffic to ${values.gateway}: ${rate} requests/s`);
  process.send?.({ type: "listening" });
  await generate({ gatewayUrl: values.gateway, rate, signal: stop.signal, report: (line) => console.log(line) });
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${flag} must be a number above 0, got "${text}"`);
  return value;
}
