import type { IncomingMessage } from "node:http";
import type { FilePatch } from "../module-hook/index.ts";
import { setHttpError, setHttpRouteSource } from "./http-server.ts";
import { type AnyFunction, wrapMethod } from "./lib/wrap.ts";

/** Koa with `@koa/router` or `koa-router`: the route that matched, and the error that the application was told of. */
export const patches: readonly FilePatch[] = [
  { packageName: "koa", path: "lib/application.js", majors: [2, 3], patch: patchApplication },
];

interface KoaContext {
  readonly req: IncomingMessage;
  /** Left by the router. */
  readonly _matchedRoute?: string | RegExp;
}

function patchApplication(Application: unknown): unknown {
  const { prototype } = Application as { prototype: { emit: AnyFunction } };
  wrapMethod(prototype, "createContext", (original) => {
    return function createContext(this: unknown, ...args: unknown[]) {
      const made = original.apply(this, args) as KoaContext;
      setHttpRouteSource(made.req, () => made._matchedRoute?.toString());
      return made;
    };
  });
  // `context.onerror` emits "error" with the context, and so do applications that handle errors in a middleware of
  // theirs. A listener would change what Koa does: without any it adds its own, which prints.
  const inherited = prototype.emit;
  const emit = function (this: unknown, event: unknown, ...args: unknown[]): unknown {
    const request = event === "error" ? (args[1] as KoaContext | undefined)?.req : undefined;
    if (request !== undefined) setHttpError(request, args[0]);
    return inherited.call(this, event, ...args) as unknown;
  };
  Object.defineProperty(prototype, "emit", { value: emit, configurable: true, writable: true, enumerable: false });
  return Application;
}
