import { type LookupAddress, lookup as lookUp, type LookupOptions } from "node:dns";

type Callback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

const waiting = new Map<string, Callback[]>();

/**
 * As `dns.lookup`, but one at a time for each name. A lookup holds a thread of the pool that the application's own lookups
 * need until the resolver answers, which may be half a minute, and it cannot be called off: three signals that try again
 * every few seconds would hold them all.
 */
export function lookup(hostname: string, options: LookupOptions, callback: Callback): void {
  const key = `${hostname} ${JSON.stringify(options)}`;
  const others = waiting.get(key);
  if (others !== undefined) {
    others.push(callback);
    return;
  }
  const callbacks = [callback];
  waiting.set(key, callbacks);
  lookUp(hostname, options, (...answer) => {
    waiting.delete(key);
    for (const one of callbacks) one(...answer);
  });
}
