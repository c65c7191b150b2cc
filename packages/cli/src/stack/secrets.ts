import { randomBytes, randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Io } from "../io.ts";
import type { StackState } from "./state.ts";

const password = (): string => randomBytes(18).toString("base64url");

/** Every secret of a stack, by the name of its file. None has a default. */
export type SecretName =
  | "bugsink-admin-password"
  | "bugsink-api-token"
  | "bugsink-secret-key"
  | "bugsink-project-key"
  | "grafana-admin-password"
  | "view-token"
  | "demo-database-password";
export type Secrets = Readonly<Record<SecretName, string>>;

const makers: Readonly<Record<SecretName, () => string>> = {
  "bugsink-admin-password": password,
  // The form Bugsink demands of a token.
  "bugsink-api-token": () => randomBytes(20).toString("hex"),
  "bugsink-secret-key": () => randomBytes(48).toString("base64url"),
  "bugsink-project-key": () => randomUUID().replaceAll("-", ""),
  "grafana-admin-password": password,
  // Stands in an address.
  "view-token": () => randomBytes(24).toString("base64url"),
  // Hexadecimal: it stands in URLs, SQL and configuration files.
  "demo-database-password": () => randomBytes(16).toString("hex"),
};

/** The login of Bugsink's page. */
export const adminUser = "admin@localhost";

/** The file of one secret. */
export function secretFile(folder: string, name: SecretName): string {
  return join(folder, name);
}

/** The secrets of this installation, made on first use; `created` tells whether anything is new. */
export async function ensureSecrets(
  folder: string,
): Promise<{ readonly secrets: Secrets; readonly created: readonly SecretName[] }> {
  const created: SecretName[] = [];
  const entries: [SecretName, string][] = [];
  for (const name of Object.keys(makers) as SecretName[]) {
    const file = secretFile(folder, name);
    // "wx": of two that make it at once, one wins and both read the same.
    const isNew = await writeFile(file, makers[name](), { flag: "wx", mode: 0o600 }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "EEXIST") return false;
        throw error;
      },
    );
    if (isNew) created.push(name);
    entries.push([name, await readFile(file, "utf8")]);
  }
  return { secrets: Object.fromEntries(entries) as Secrets, created };
}

/** Says once, when the secrets are made, what a person needs to log in and where all of them are kept. */
export function tellSecrets(state: StackState, secrets: Secrets, io: Io): void {
  const { bugsink, grafana } = state.urls;
  if (bugsink !== undefined) {
    io.out(`Bugsink login, shown only now: ${adminUser} ${secrets["bugsink-admin-password"]} at ${bugsink}`);
  }
  if (grafana !== undefined) {
    io.out(`Grafana login, shown only now: admin ${secrets["grafana-admin-password"]} at ${grafana}`);
  }
  io.out(`secrets of this installation, readable by you alone: ${state.paths.secrets}`);
}
