// npm run record-week -w grafana: an hour of ordinary traffic, recorded for the week. ../README.md says how.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startOrdinaryShops } from "./ordinary-shops.ts";
import { readSeries } from "./read-series.ts";
import { writeRecording } from "../recording.ts";

const { values } = parseArgs({
  options: {
    prometheus: { type: "string", default: "http://127.0.0.1:9090" },
    otlp: { type: "string", default: "http://127.0.0.1:4318" },
    minutes: { type: "string", default: "60" },
    rate: { type: "string", default: "3" },
    origin: { type: "string", default: "a stack with the demo" },
  },
});

// What the processes do at their start is no ordinary minute.
const warmUpMinutes = 3;
const minutes = Number(values.minutes);

const shops = await startOrdinaryShops(
  {
    databaseUrl: required("DATABASE_URL"),
    redisUrl: required("REDIS_URL"),
    amqpUrl: required("AMQP_URL"),
    otlpEndpoint: values.otlp,
  },
  join(tmpdir(), `ordinary-shops-${process.pid}`),
  Number(values.rate),
);
try {
  await sleep((warmUpMinutes + minutes) * 60_000);
  const until = Math.floor(Date.now() / 60_000);
  const series = await readSeries({ prometheusUrl: values.prometheus, pids: shops.pids, from: until - minutes, until });
  const origin = `${new Date().toISOString().slice(0, 10)}, ${values.origin}, ${values.rate} requests a second to each shop`;
  console.log(writeRecording({ origin, minutes, series }), `${series.length} series`);
} finally {
  await shops.stop();
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: the shops are run on the stores of a running stack`);
  return value;
}
