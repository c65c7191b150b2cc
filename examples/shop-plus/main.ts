// node examples/shop-plus/main.ts: shop-plus by hand, until Ctrl-C.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchShopPlus } from "./launch.ts";
import { onStop, required } from "./settings.ts";

const endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
const logDir = process.env.LOG_DIR ?? join(tmpdir(), `shop-plus-${process.pid}`);
const shop = await launchShopPlus({
  databaseUrl: required("DATABASE_URL"),
  redisUrl: required("REDIS_URL"),
  amqpUrl: required("AMQP_URL"),
  ...(endpoint && { otlpEndpoint: endpoint }),
  logDir,
  controlPort: Number(process.env.CONTROL_PORT ?? 0),
  rate: Number(process.env.RATE ?? 10),
});
for (const { name, port, pid } of shop.services) console.log(`${name}: http://127.0.0.1:${port}, process ${pid}`);
console.log(`faults: ${shop.controlUrl}/fault/<name>; logs: ${logDir}`);
onStop(async () => {
  console.log(JSON.stringify(await shop.stop()));
});
