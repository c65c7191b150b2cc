import { createSlot } from "../lib/slot.ts";

/** What Express leaves on the request it was given. */
export interface RoutedRequest {
  /** The path of the mounts that led here, as it was requested. */
  readonly baseUrl?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Mounts with parameters on a request's way, outermost first: as requested, and as declared. */
const mounts = createSlot<[requested: string, declared: string][]>();

/** `/tenants/:tenant/orders/:id`: what was declared, never what was requested. */
export function routeOf(request: RoutedRequest, path: unknown): string | undefined {
  const mount = declaredPath(request, request.baseUrl ?? "");
  const own = Array.isArray(path)
    ? path.map(String).join(",")
    : path instanceof RegExp || typeof path === "string"
      ? String(path)
      : undefined;
  if (own === undefined) return undefined;
  // The "/" of a router mounted at /orders answers /orders.
  return own === "/" ? mount || own : `${mount}${own}`;
}

/** A mount whose path has parameters was entered: `baseUrl` ends with what matched it. */
export function rememberMount(request: RoutedRequest, path: unknown): void {
  const requested = request.baseUrl ?? "";
  const known = mounts.get(request) ?? [];
  known.push([requested, declare(request, requested, path)]);
  mounts.set(request, known);
}

function declare(request: RoutedRequest, requested: string, path: unknown): string {
  if (typeof path !== "string" || !/^(?:\/(?:[\w.~-]+|:\w+))+\/?$/u.test(path))
    return replaceParameters(request, requested);
  // One segment requested for each one declared; what is before them belongs to the mounts around this one.
  const declared = path.split("/").filter((segment) => segment !== "");
  const before = requested.split("/").slice(0, -declared.length).join("/");
  return `${declaredPath(request, before)}/${declared.join("/")}`;
}

/** For patterns with alternatives, options or wildcards: segments that are a parameter's value get its name. */
function replaceParameters(request: RoutedRequest, requested: string): string {
  const names = new Map(
    Object.entries(request.params ?? {}).map(([name, value]) => [encodeURIComponent(String(value)), `:${name}`]),
  );
  return requested
    .split("/")
    .map((segment) => names.get(segment) ?? segment)
    .join("/");
}

function declaredPath(request: RoutedRequest, requested: string): string {
  const mount = mounts.get(request)?.findLast(([prefix]) => requested === prefix || requested.startsWith(`${prefix}/`));
  return mount === undefined ? requested : `${mount[1]}${requested.slice(mount[0].length)}`;
}
