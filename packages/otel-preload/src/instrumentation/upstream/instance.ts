import Module from "node:module";
import { type MeterProvider, metrics, type TracerProvider, trace } from "@opentelemetry/api";
import { asOurs } from "../../app-instrumentations.ts";
import { loadPart } from "../../part.ts";
import { keepRpcMetadata } from "../http-server.ts";
import { quietTracer, safeTracer } from "./tracer.ts";
import { type Upstream, upstream } from "./table.ts";

/** What of OpenTelemetry's base class of instrumentations we rely on; `upstream.test.ts` holds it to this. */
export interface Instrumentation {
  _modules: Definition[];
  /** The definition's patch of a file, if its version is one that the definition is for. */
  _onRequire(definition: Definition, exports: unknown, name: string, folder: string): unknown;
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider(provider: MeterProvider): void;
  enable(): void;
}

export interface Definition {
  readonly name: string;
  readonly supportedVersions: string[];
  readonly patch?: (exports: unknown, version?: string) => unknown;
  readonly files?: readonly { readonly name: string }[];
}

export interface Instance {
  readonly instrumentation: Instrumentation;
  readonly definitions: readonly Definition[];
}

const instances = new Map<string, Instance>();

/** Loads an instrumentation and makes it, once. */
export function instanceOf(name: string): Instance {
  let instance = instances.get(name);
  if (instance === undefined) {
    instance = asOurs(() => create(name, upstream[name] as Upstream));
    instances.set(name, instance);
  }
  return instance;
}

/** Takes its definitions away before it is enabled: it would hook `require` and `import` for them, which our module hook does for all. */
function create(name: string, { className, options, routeOnly = false, aboveDriver = false }: Upstream): Instance {
  const instrumentation = withoutHooks(() => {
    const { [className]: Class } = loadPart(`upstream-${name}`) as Record<
      string,
      new (options: object) => Instrumentation
    >;
    if (Class === undefined) throw new Error(`no class ${className}`);
    return new Class({ ...options, enabled: false });
  });
  const definitions = instrumentation._modules;
  instrumentation._modules = [];
  if (routeOnly) keepRpcMetadata();
  instrumentation.setTracerProvider({
    getTracer: (scope, version) => (routeOnly ? quietTracer : safeTracer(trace.getTracer(scope, version), aboveDriver)),
  });
  // Makes its instruments anew: those made by the base class are lost where the fields of the class begin as undefined.
  instrumentation.setMeterProvider(metrics.getMeterProvider());
  instrumentation.enable();
  return { instrumentation, definitions };
}

interface Hooked {
  require: unknown;
}

/** The first instrumentation that is made puts require-in-the-middle into every `require()` of the process. */
function withoutHooks<T>(make: () => T): T {
  const prototype = (Module as unknown as { prototype: Hooked }).prototype;
  const { require } = prototype;
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was, not called
  const { getBuiltinModule } = process;
  try {
    return make();
  } finally {
    prototype.require = require;
    process.getBuiltinModule = getBuiltinModule;
  }
}
