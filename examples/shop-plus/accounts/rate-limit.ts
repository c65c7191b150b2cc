import { rateLimited } from "@org/telemetry";
import { redis } from "./stores.ts";

const windowSeconds = 5;

/** Whether this client may go on: so many requests in a window of five seconds. */
export async function mayPass(limiter: string, client: string, most: number): Promise<boolean> {
  const key = `limit:${limiter}:${client}`;
  const count = await redis.incr(key);
  if (count === 1) await redis.expire(key, windowSeconds);
  if (count <= most) return true;
  rateLimited(limiter);
  return false;
}
