import type { FoundStack } from "../stack/urls.ts";

/** Where a request of the page goes. */
export interface Target {
  readonly url: string;
  readonly part: string;
}

interface Route {
  readonly methods: readonly string[];
  /** Below `/api/PART`. */
  readonly path: RegExp;
  /** What stands before the path at the part. */
  readonly prefix: string;
}

type Part = "prometheus" | "loki" | "jaeger" | "alertmanager";

const read = ["GET"] as const;
const name = String.raw`[^/]+`;

/** Every question that the page asks, and no other: what is not here cannot be reached through the viewer. */
const routes: Readonly<Record<Part, readonly Route[]>> = {
  prometheus: [
    {
      methods: read,
      path: new RegExp(`^/(query|query_range|query_exemplars|alerts|label/${name}/values)$`),
      prefix: "/api/v1",
    },
  ],
  loki: [
    { methods: read, path: new RegExp(`^/(query|query_range|label/${name}/values)$`), prefix: "/loki/api/v1" },
    { methods: read, path: /^\/alerts$/, prefix: "/prometheus/api/v1" },
  ],
  jaeger: [
    {
      methods: read,
      path: new RegExp(`^/(services|services/${name}/operations|traces|traces/[0-9a-f]{1,32})$`),
      prefix: "/api",
    },
  ],
  alertmanager: [
    { methods: read, path: /^\/(alerts|silences)$/, prefix: "/api/v2" },
    { methods: ["POST"], path: /^\/silences$/, prefix: "/api/v2" },
    { methods: ["DELETE"], path: /^\/silence\/[0-9a-f-]{36}$/, prefix: "/api/v2" },
  ],
};

/** The address behind `/api/PART/…`; undefined for what the viewer does not pass on. */
export function targetOf(method: string, url: URL, urls: FoundStack["urls"]): Target | undefined {
  const [, part = "", rest = ""] = /^\/api\/(\w+)(\/.*)$/.exec(url.pathname) ?? [];
  if (!Object.hasOwn(routes, part)) return undefined;
  const route = routes[part as Part].find(({ methods, path }) => methods.includes(method) && path.test(rest));
  return route && { part, url: `${urls[part as Part]}${route.prefix}${rest}${url.search}` };
}
