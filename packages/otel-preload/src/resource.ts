import { readFileSync } from "node:fs";
import * as os from "node:os";
import { basename } from "node:path";
import { isMainThread, threadId } from "node:worker_threads";
import type { Attributes } from "@opentelemetry/api";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import type { Config } from "./config.ts";
import type { Env } from "./env-reader.ts";
import { scopeName, version } from "./names.ts";
import { findAppPackage } from "./package-json.ts";
import { randomUuid } from "./random.ts";

export interface Process {
  readonly env: Env;
  readonly mainScript: string | undefined;
  readonly cwd: string;
}

/**
 * Who speaks: service, process, host, container, Kubernetes. Command-line arguments are left out on purpose (they hold
 * secrets), and nothing here asks the network.
 */
export function createResource(config: Config, { env, mainScript, cwd }: Process): Resource {
  const app = findAppPackage(mainScript, cwd);
  const own: Attributes = {
    "service.name": serviceName(app.name, mainScript, cwd),
    "service.instance.id": randomUuid(),
    "telemetry.sdk.name": "opentelemetry",
    "telemetry.sdk.language": "nodejs",
    "telemetry.sdk.version": "3.0.0",
    "telemetry.distro.name": scopeName,
    "telemetry.distro.version": version,
    "process.pid": process.pid,
    "process.runtime.name": "nodejs",
    "process.runtime.version": process.versions.node,
    "process.executable.name": basename(process.execPath),
    "host.name": os.hostname(),
    "host.arch": hostArch(),
    "os.type": os.platform() === "win32" ? "windows" : os.platform(),
  };
  if (!isMainThread) own["thread.id"] = threadId;
  if (app.version !== undefined) own["service.version"] = app.version;
  const environment = env["NODE_ENV"];
  if (environment !== undefined && environment !== "") own["deployment.environment.name"] = environment;
  return resourceFromAttributes({
    ...own,
    ...containerAttributes(),
    ...kubernetesAttributes(env),
    ...config.resourceAttributes,
    ...(config.serviceName === undefined ? {} : { "service.name": config.serviceName }),
  });
}

/** Never `unknown_service`: two services must not share a name by accident. */
function serviceName(packageName: string | undefined, mainScript: string | undefined, cwd: string): string {
  if (packageName !== undefined) return packageName.replace(/^@[^/]+\//u, "");
  if (mainScript === undefined) return basename(cwd) || "node";
  return basename(mainScript).replace(/\.[cm]?[jt]s$/u, "") || "node";
}

function hostArch(): string {
  const names: Readonly<Record<string, string>> = { x64: "amd64", ia32: "x86", arm: "arm32" };
  return names[process.arch] ?? process.arch;
}

function containerAttributes(): Attributes {
  for (const file of ["/proc/self/cgroup", "/proc/self/mountinfo"]) {
    const id = /(?:docker|containers|kubepods|libpod|crio|cri-containerd)[^\n]*?([0-9a-f]{64})/u.exec(
      readText(file),
    )?.[1];
    if (id !== undefined) return { "container.id": id };
  }
  return {};
}

/** The pod's name is its host name; the rest comes from variables that people set from the downward API. */
function kubernetesAttributes(env: Env): Attributes {
  if (env["KUBERNETES_SERVICE_HOST"] === undefined) return {};
  const attributes: Attributes = { "k8s.pod.name": env["POD_NAME"] ?? os.hostname() };
  const namespace = env["POD_NAMESPACE"] ?? readText("/var/run/secrets/kubernetes.io/serviceaccount/namespace").trim();
  if (namespace !== "") attributes["k8s.namespace.name"] = namespace;
  if (env["NODE_NAME"] !== undefined) attributes["k8s.node.name"] = env["NODE_NAME"];
  const uid =
    env["POD_UID"] ??
    /pods\/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/u.exec(readText("/proc/self/mountinfo"))?.[1];
  if (uid !== undefined) attributes["k8s.pod.uid"] = uid;
  return attributes;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
