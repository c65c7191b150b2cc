import { isIP } from "node:net";
import { CliError } from "../error.ts";

const minTokenLength = 16;

/** True for an address only this machine reaches. An empty host (`:4318`) means every interface. */
export function isLoopback(hostAndPort: string): boolean {
  const host = hostAndPort.slice(0, Math.max(0, hostAndPort.lastIndexOf(":"))).replace(/^\[(.*)\]$/, "$1");
  if (host === "localhost" || host === "::1") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}

/** Anybody who reaches an open receiver can fill the disks and forge telemetry: beyond loopback a token is a must. */
export function requireToken(listening: Readonly<Record<string, string>>, token: string | undefined): void {
  if (token !== undefined && token !== "" && token.length < minTokenLength) {
    throw new CliError(
      "otlp-token-short",
      `OTLP_TOKEN has ${token.length} characters, expected at least ${minTokenLength}; make one with: openssl rand -hex 32`,
    );
  }
  if (token) return;
  const open = Object.entries(listening).find(([, address]) => !isLoopback(address));
  if (open === undefined) return;
  const [name, address] = open;
  throw new CliError(
    "otlp-token-missing",
    `${name}=${address} listens beyond loopback, and then OTLP_TOKEN must be set; make one with: openssl rand -hex 32; nothing was started`,
  );
}
