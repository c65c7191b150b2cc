import { stat } from "node:fs/promises";
import { join } from "node:path";
import { generateMixin, secretFilesOf, timingOf, type Config } from "@org/otel-grafana";
import { CliError } from "../error.ts";
import { syncFolder } from "../generate/folder.ts";
import type { StackPaths } from "./home.ts";
import { concernedBy, type Reloadable } from "./reload.ts";
import { evaluatedPath, renderStack } from "./render.ts";

const overrideName = "compose.override.json";

/** Where `up` puts what the containers mount in place of the committed files. */
function foldersOf({ config }: StackPaths): {
  readonly parts: string;
  readonly mixin: string;
  readonly override: string;
} {
  return { parts: join(config, "compose"), mixin: join(config, "mixin"), override: join(config, "compose-override") };
}

/** The second compose file: what only a user's configuration knows. */
export function overrideFile(paths: StackPaths): string {
  return join(foldersOf(paths).override, overrideName);
}

/** Writes what the containers mount. Returns what has changed, under the paths that it has in a native stack. */
export async function writeCompose(config: Config, paths: StackPaths): Promise<string[]> {
  const { parts, mixin, override } = foldersOf(paths);
  await requireReadable(config);
  const readable = "everybody" as const;
  const rendered = await syncFolder(parts, renderStack({ kind: "compose" }, config), { readable });
  const generated = await syncFolder(mixin, generateMixin(config), { readable });
  const content = `${JSON.stringify(composeOverride(config, mixin), null, 2)}\n`;
  await syncFolder(override, [{ path: overrideName, content }]);
  const changed = [...generated.written, ...generated.removed].map((path) => evaluatedPath(path) ?? path);
  return [...rendered.written, ...rendered.removed, ...changed];
}

/** The variables by which docker-compose.yml takes them. */
export function configVariables(config: Config, paths: StackPaths): Record<string, string> {
  const { parts, mixin } = foldersOf(paths);
  const { lookback, resend } = timingOf(config);
  return {
    STACK_CONFIG: parts,
    STACK_MIXIN: mixin,
    PROMETHEUS_URL: config.prometheusUrl,
    PROMETHEUS_LOOKBACK: lookback,
    PROMETHEUS_RESEND: resend,
    ALERTMANAGER_URL: config.alertmanagerUrl,
  };
}

/** Secrets are mounted where they lie, and Grafana's own alerting only where Prometheus and Loki have no alerts. */
export function composeOverride(config: Config, mixin: string): object {
  const secrets = [...new Set(secretFilesOf(config).map(({ file }) => file))].map(readOnly);
  if (config.alerting === "alertmanager") return services({ alertmanager: { volumes: secrets } });
  const alerting = `${join(mixin, "provisioning-alerting")}:/etc/grafana/provisioning/alerting:ro`;
  return services({ grafana: { volumes: [...secrets, alerting], environment: mailServer(config) } });
}

function services(parts: Readonly<Record<string, object>>): object {
  return { services: parts };
}

function readOnly(file: string): string {
  return `${file}:${file}:ro`;
}

/** Grafana sends mail by a server of its own settings. */
function mailServer({ receivers: { email } }: Config): Record<string, string> {
  if (!email) return {};
  return {
    GF_SMTP_ENABLED: "true",
    GF_SMTP_HOST: email.smarthost,
    GF_SMTP_FROM_ADDRESS: email.from,
    GF_SMTP_STARTTLS_POLICY: email.requireTls === false ? "OpportunisticStartTLS" : "MandatoryStartTLS",
    ...(email.username !== undefined && { GF_SMTP_USER: email.username }),
    ...(email.passwordFile !== undefined && { GF_SMTP_PASSWORD__FILE: email.passwordFile }),
  };
}

/** A container runs as an account of its own: what only the owner may read, it would miss when the first alert is sent. */
async function requireReadable(config: Config): Promise<void> {
  for (const { file } of secretFilesOf(config)) {
    const { mode } = await stat(file);
    if ((mode & 0o004) !== 0) continue;
    throw new CliError(
      "E_SECRET_MODE",
      `${file}: mode ${(mode & 0o777).toString(8)}, but a container of another account must read it; expected 644, in a folder that only you may enter; nothing was started`,
    );
  }
}

/** What must be done to containers that were running before their files changed. */
export interface ContainerChange {
  readonly reload: readonly Reloadable[];
  readonly restart: readonly string[];
}

/** Changed variables and mounts are compose's own business: it makes those containers anew. */
export function containerChange(changed: readonly string[]): ContainerChange {
  const { reload, restart } = concernedBy(changed);
  const isProvisioned = changed.some((path) => /^provisioning(?:-alerting)?\//.test(path));
  return { reload, restart: [...restart, ...(isProvisioned ? ["grafana"] : [])] };
}
