import { type PortName, portsAt } from "./ports.ts";

/** "Bad ports" of the Fetch standard (https://fetch.spec.whatwg.org/#port-blocking) above 1023: neither a browser nor Node's fetch opens them. */
const blocked: ReadonlySet<number> = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
]);

/** The port that would be one of those, with the name of who wants it; `undefined` when the offset is fine. */
export function blockedPort(offset: number): { readonly name: PortName; readonly port: number } | undefined {
  const ports = Object.entries(portsAt(offset)) as [PortName, number][];
  const [name, port] = ports.find(([, wanted]) => blocked.has(wanted)) ?? [];
  return name === undefined || port === undefined ? undefined : { name, port };
}
