import { sayOwnSdk } from "./app-instrumentations.ts";
import * as diag from "./diag.ts";
import type { FilePatch } from "./module-hook/index.ts";

/** Packages that record requests themselves and send them to a place of their own. */
const agents: ReadonlySet<string> = new Set([
  "dd-trace",
  "newrelic",
  "elastic-apm-node",
  "@elastic/opentelemetry-node",
  "applicationinsights",
  "@appsignal/nodejs",
  "@dynatrace/oneagent",
  "@instana/collector",
  "@splunk/otel",
  "@honeycombio/opentelemetry-node",
]);

/** One line when the application, or a flag beside ours, brings another agent: both see every request. */
export function noticeAgent(packageName: string): void {
  if (!agents.has(packageName)) return;
  diag.warnOnce(
    `${packageName} is loaded beside the preload: both record every request, each for its own backend; keep one of them`,
  );
}

/** Agents that were loaded before us leave only their flag. */
export function noticeAgentFlags(flags: string): void {
  for (const word of flags.split(/[\s=]+/u)) {
    const name = /^(?:@[\w.-]+\/)?[\w.-]+/u.exec(word)?.[0];
    if (name !== undefined) noticeAgent(name);
  }
}

/** Whether somebody has put an OpenTelemetry SDK behind the API before us: then that one is the application's choice. */
export function hasOtherSdk(): boolean {
  const { trace } = (globalThis as Record<symbol, { trace?: unknown } | undefined>)[apiKey] ?? {};
  return trace !== undefined;
}

const apiKey = Symbol.for("opentelemetry.js.api.1");

interface OwnSdk {
  readonly _instrumentations?: unknown;
}

interface Instrumentation {
  readonly instrumentationName?: string;
  disable?(): void;
}

/**
 * The application's own set-up, `new NodeSDK().start()`: what it would register is there already. Of its
 * instrumentations, which work from the moment they are made, those go whose `names` we have ourselves.
 */
export function ownSdkPatches(names: readonly string[]): readonly FilePatch[] {
  const patch = (exports: unknown): unknown => {
    const { prototype } = (exports as { NodeSDK: { prototype: { start(this: OwnSdk): void } } }).NodeSDK;
    prototype.start = function start() {
      sayOwnSdk();
      for (const one of [this._instrumentations ?? []].flat(3) as Instrumentation[]) {
        const name = one.instrumentationName?.replace("@opentelemetry/instrumentation-", "") ?? "";
        if (names.includes(name)) one.disable?.();
      }
    };
    return exports;
  };
  const packageName = "@opentelemetry/sdk-node";
  return ["dist/sdk.cjs", "build/src/sdk.js"].map((path) => ({ packageName, path, majors: [0, 3], patch }));
}
