import type { IncomingMessage } from "node:http";
import type { FilePatch } from "../module-hook/index.ts";
import { wrapUse } from "./express/mount.ts";
import { type RoutedRequest, routeOf } from "./express/route.ts";
import { setHttpError, setHttpRoute } from "./http-server.ts";
import { type AnyFunction, copyShape, warnOfFailure, wrapMethod } from "./lib/wrap.ts";

type Next = (...args: unknown[]) => unknown;

/**
 * Express 4, and 5 with its package `router`: the route of a request, and the error that became its 5xx. Nothing runs for
 * a middleware: only matched routes, mounts with parameters, and errors on their way are seen.
 */
export const patches: readonly FilePatch[] = [
  { packageName: "express", path: "lib/router/index.js", majors: [4, 4], patch: patchUse },
  { packageName: "express", path: "lib/router/route.js", majors: [4, 4], patch: patchRoute },
  {
    packageName: "express",
    path: "lib/router/layer.js",
    majors: [4, 4],
    patch: (Layer) => patchLayer(Layer, "handle_error"),
  },
  { packageName: "router", path: "index.js", majors: [2, 2], patch: patchRouter },
  { packageName: "router", path: "lib/route.js", majors: [2, 2], patch: patchRoute },
  { packageName: "router", path: "lib/layer.js", majors: [2, 2], patch: (Layer) => patchLayer(Layer, "handleError") },
  { packageName: "finalhandler", path: "index.js", majors: [1, 2], patch: patchFinalHandler },
];

interface Class {
  readonly prototype: object;
}

/** Express 4 exports the methods of routers themselves. */
function patchUse(methods: unknown): unknown {
  wrapMethod(methods as object, "use", wrapUse);
  return methods;
}

function patchRouter(Router: unknown): unknown {
  patchUse((Router as Class).prototype);
  return Router;
}

/** `Route.dispatch(request, response, done)`: a route has matched. Who leaves it without an error goes on to another one, or to none. */
function patchRoute(Route: unknown): unknown {
  wrapMethod((Route as Class).prototype, "dispatch", (original) => {
    return function dispatch(
      this: { path?: unknown },
      request: IncomingMessage & RoutedRequest,
      response: unknown,
      done: Next,
    ) {
      try {
        setHttpRoute(request, routeOf(request, this.path));
      } catch (thrown) {
        warnOfFailure("http.route", thrown);
      }
      const left: Next = (error, ...rest) => {
        if (!isError(error)) setHttpRoute(request, undefined);
        return done(error, ...rest);
      };
      return original.call(this, request, response, left) as unknown;
    };
  });
  return Route;
}

/** `Layer.handleError(error, request, response, next)`: an error on its way to the handler of errors. */
function patchLayer(Layer: unknown, method: string): unknown {
  wrapMethod((Layer as Class).prototype, method, (original) => {
    return function (this: unknown, error: unknown, request: IncomingMessage, ...rest: unknown[]) {
      if (isError(error)) setHttpError(request, error);
      return original.call(this, error, request, ...rest) as unknown;
    };
  });
  return Layer;
}

/** `finalhandler(request, response, options)` makes what is called when nobody else has answered. */
function patchFinalHandler(finalhandler: unknown): unknown {
  const original = finalhandler as AnyFunction;
  const wrapped = function (this: unknown, request: IncomingMessage, ...rest: unknown[]): Next {
    const finish = original.call(this, request, ...rest) as Next;
    return (error, ...more) => {
      if (isError(error)) setHttpError(request, error);
      return finish(error, ...more);
    };
  };
  copyShape(original, wrapped);
  return wrapped;
}

/** "route" and "router" are words for leaving, not errors. */
function isError(error: unknown): boolean {
  return (
    error !== undefined && error !== null && error !== false && error !== "" && error !== "route" && error !== "router"
  );
}
