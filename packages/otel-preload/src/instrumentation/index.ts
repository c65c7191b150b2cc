import { preferOurs } from "../app-instrumentations.ts";
import type { Config } from "../config.ts";
import * as diag from "../diag.ts";
import { type FilePatch, installModuleHook } from "../module-hook/index.ts";
import { noticeAgent, noticeAgentFlags, ownSdkPatches } from "../other-agents.ts";
import { findAppPackage } from "../package-json.ts";
import { loadPart } from "../part.ts";
import { isEnabled } from "./enabled.ts";
import { startConsole } from "./console.ts";
import { startHttpClient } from "./http-client.ts";
import { startHttpServer } from "./http-server.ts";
import { setLogCorrelation } from "./lib/log.ts";
import { own } from "./table.ts";
import { startUndici } from "./undici.ts";
import { startModules } from "./upstream/esm.ts";
import { startLambda } from "./upstream/lambda.ts";
import { upstreamNames, upstreamOwner, upstreamPatches } from "./upstream.ts";

/** Built into Node: on from the start, through diagnostics channels. */
const builtIn: Readonly<Record<string, () => void>> = {
  http: () => {
    startHttpServer();
    startHttpClient();
  },
  undici: startUndici,
  console: startConsole,
};

interface LazyInstrumentation {
  readonly patches: readonly FilePatch[];
  start?(): void;
}

/** Every short name that `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `…_DISABLED_…` understand. */
export function instrumentationNames(): readonly string[] {
  return [
    ...Object.keys(builtIn),
    ...Object.keys(own),
    ...upstreamNames,
    "aws-lambda",
    "runtime-node",
    "uncaught-error",
  ];
}

/** Subscribes to Node's channels at once; a library's instrumentation is loaded when the application first loads the library. */
export function startInstrumentations(config: Config, inLambda: boolean, nodeOptions: string): void {
  for (const [name, start] of Object.entries(builtIn)) if (isEnabled(config, name)) start();
  setLogCorrelation(config.logCorrelation);
  const owners = new Map<string, string>();
  for (const [name, packages] of Object.entries(own)) {
    if (isEnabled(config, name)) for (const packageName of packages) owners.set(packageName, name);
  }
  if (inLambda && isEnabled(config, "aws-lambda")) startLambda();
  startModules(findAppPackage(process.argv[1], process.cwd()), (name) => isEnabled(config, name));
  preferOurs(instrumentationNames().filter((name) => isEnabled(config, name)));
  const loaded = new Map<string, readonly FilePatch[]>();
  noticeAgentFlags(`${process.execArgv.join(" ")} ${nodeOptions}`);
  installModuleHook((file) => {
    noticeAgent(file.packageName);
    if (file.packageName === "@opentelemetry/sdk-node") return ownSdkPatches(instrumentationNames());
    const owner = owners.get(file.packageName);
    if (owner === undefined) {
      const theirs = upstreamOwner(file.packageName);
      return theirs !== undefined && isEnabled(config, theirs) ? upstreamPatches(theirs, file) : undefined;
    }
    let patches = loaded.get(owner);
    if (patches === undefined) {
      diag.debug(`loading the instrumentation of ${file.packageName}`);
      const module = loadPart(owner) as LazyInstrumentation;
      module.start?.();
      patches = module.patches;
      loaded.set(owner, patches);
    }
    return patches;
  });
}
