import type { Service } from "../shop/service.ts";

/** Who has to do what for a fault: the services that suffer, and the people who bring it about. */
const places = {
  errors: ["accounts"],
  slow: ["accounts"],
  pool: ["accounts"],
  eventloop: ["accounts"],
  memory: ["accounts"],
  errorlog: ["accounts"],
  logins: ["traffic"],
  ratelimit: ["traffic"],
  injection: ["traffic"],
  business: ["traffic"],
  external: ["partner"],
  workers: ["mailer", "traffic"],
} as const;

export type FaultName = keyof typeof places;
export const faultNames: readonly FaultName[] = Object.keys(places) as FaultName[];

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(places, name);
}

/** Switches a fault on for so many seconds, off without them, wherever it has to be. */
export async function sendFault(
  services: readonly Service[],
  name: FaultName,
  seconds: number | undefined,
): Promise<void> {
  for (const place of places[name]) {
    const service = services.find((each) => each.name === place);
    if (service?.port === undefined) throw new Error(`fault ${name} needs the service ${place}, which does not run`);
    const response = await fetch(`http://127.0.0.1:${service.port}/fault/${name}`, {
      method: seconds === undefined ? "DELETE" : "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ seconds }),
    });
    if (!response.ok)
      throw new Error(`${place} answered ${response.status} to fault ${name}: ${await response.text()}`);
  }
}
