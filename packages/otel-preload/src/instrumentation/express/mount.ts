import { type AnyFunction, guarded } from "../lib/wrap.ts";
import { rememberMount, type RoutedRequest } from "./route.ts";

interface Router {
  readonly stack?: readonly object[];
}

/** `use([path], …handlers)`: handlers mounted at a path with parameters say so when they are entered; all others stay as they are. */
export function wrapUse(original: AnyFunction): AnyFunction {
  return function use(this: Router, ...args: unknown[]) {
    const before = this.stack?.length ?? 0;
    const result: unknown = original.apply(this, args);
    guarded("Express mount", () => {
      if (hasParameters(args[0])) for (const layer of this.stack?.slice(before) ?? []) watch(layer, args[0]);
    });
    return result;
  };
}

/** Handlers may come first, and in arrays: then there is no path. */
function hasParameters(path: unknown): boolean {
  if (typeof path === "string") return /[:*({?+]/u.test(path);
  return (
    path instanceof RegExp ||
    (Array.isArray(path) && path.flat(Infinity).every((part) => typeof part === "string" || part instanceof RegExp))
  );
}

function watch(layer: object, path: unknown): void {
  // Express 5 and 4.
  const name = "handleRequest" in layer ? "handleRequest" : "handle_request";
  const original = (layer as Record<string, AnyFunction | undefined>)[name];
  if (original === undefined) return;
  const value = function (this: unknown, request: RoutedRequest, ...rest: unknown[]): unknown {
    guarded("Express mount", () => rememberMount(request, path));
    return original.call(this, request, ...rest) as unknown;
  };
  Object.defineProperty(layer, name, { value, configurable: true, writable: true, enumerable: false });
}
