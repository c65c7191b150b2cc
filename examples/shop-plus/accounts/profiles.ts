import { cache } from "@org/telemetry";
import { type Account, findAccount, redis } from "./stores.ts";

const profiles = cache("profiles");
/** Long enough that most people find themselves there. */
const keptSeconds = 120;

export type Profile = Pick<Account, "id" | "email" | "tenant">;

/** From the cache, else from the database. */
export async function profileOf(id: number): Promise<Profile | undefined> {
  const cached = await redis.get(`profile:${id}`);
  if (cached !== null) {
    profiles.hit();
    return JSON.parse(cached) as Profile;
  }
  profiles.miss();
  const account = await findAccount(id);
  if (account === undefined) return undefined;
  const profile = { id: account.id, email: account.email, tenant: account.tenant };
  await redis.set(`profile:${id}`, JSON.stringify(profile), "EX", keptSeconds);
  return profile;
}
