import { expect } from "vitest";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repositoryRoot } from "../../src/stack/render.ts";

export interface ComposeService {
  readonly image: string;
  readonly command?: string | string[];
  readonly ports?: string[];
  readonly volumes?: string[];
  readonly environment?: Record<string, string>;
  readonly env_file?: string[];
  readonly healthcheck?: { readonly test: string[] };
  readonly deploy?: { readonly resources: { readonly limits: { readonly cpus: string; readonly memory: string } } };
  readonly restart?: string;
}

export interface ComposeFile {
  readonly services: Record<string, ComposeService>;
  readonly volumes: Record<string, unknown>;
}

export const composeText: string = readFileSync(join(repositoryRoot, "docker-compose.yml"), "utf8");

/** The file as compose sees it: variables replaced as compose does, an unset one with `:?` is an error. */
export function loadCompose(variables: Readonly<Record<string, string>> = {}): ComposeFile {
  return parse(interpolate(composeText, variables), { merge: true }) as ComposeFile;
}

function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (match, name: string, kind?: string, rest?: string) => {
      if (match === "$$") return "$";
      const value = variables[name];
      if (value) return value;
      if (kind === "?") throw new Error(`${name} ${rest}`);
      return kind === "-" ? (rest ?? "") : expect.fail(`${match} has neither a default nor an error`);
    },
  );
}

/** What a person must set; the values are for the test. */
export const secrets = {
  GRAFANA_ADMIN_PASSWORD: "grafana-password",
  BUGSINK_ADMIN_PASSWORD: "bugsink-password",
  BUGSINK_SECRET_KEY: "bugsink-key",
  DEMO_DATABASE_PASSWORD: "demo-password",
} as const;
