import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

const longestAgeSeconds = 365 * 86_400;

/** Cookies know no ports: two stacks of one machine must not forget each other's. */
function cookieName(port: number): string {
  return `otelstack-view-${port}`;
}

/** The cookie that opens the viewer: no script reads it, and other sites' pages cannot use it for requests of theirs. */
export function accessCookie(port: number, token: string): string {
  return `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${longestAgeSeconds}`;
}

/** True when the request carries the token, as cookie or as `Authorization: Bearer`. */
export function isAllowed({ headers }: IncomingMessage, port: number, token: string): boolean {
  const prefix = `${cookieName(port)}=`;
  const cookie = headers.cookie?.split(/;\s*/).find((one) => one.startsWith(prefix));
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
  return [cookie?.slice(prefix.length), bearer].some((given) => given !== undefined && isSame(given, token));
}

/** Takes as long for a nearly right token as for a wrong one. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A name that somebody else's DNS points at this machine is not ours (DNS rebinding). */
export function isOwnHost({ headers }: IncomingMessage, port: number): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].some((host) => headers.host === `${host}:${port}`);
}

/** What changes something comes from our own page: no other can set this header here. */
export function isOwnPage({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  return headers["x-otelstack-view"] === "1" && (origin === undefined || origin === `http://${host ?? ""}`);
}
