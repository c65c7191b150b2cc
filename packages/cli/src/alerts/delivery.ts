import { parse } from "yaml";
import { fetchMetrics } from "./alertmanager.ts";

/** Counters since Alertmanager's start, by the kind of receiver: `email`, `slack`. */
export type Attempts = ReadonlyMap<string, { readonly all: number; readonly failed: number }>;

const sample = /^alertmanager_notification_requests(_failed)?_total\{.*integration="([^"]*)".*\} (\S+)$/;

/** Reads them. A request that failed and is tried again counts as failed: nobody has been told yet. */
export async function fetchAttempts(url: string): Promise<Attempts> {
  const attempts = new Map<string, { all: number; failed: number }>();
  for (const line of (await fetchMetrics(url)).split("\n")) {
    const [, failed, integration, value] = sample.exec(line) ?? [];
    if (integration === undefined) continue;
    const one = attempts.get(integration) ?? { all: 0, failed: 0 };
    one[failed === undefined ? "all" : "failed"] += Number(value);
    attempts.set(integration, one);
  }
  return attempts;
}

/** What became of the messages of one kind of receiver. */
export interface Delivery {
  readonly integration: string;
  readonly expected: number;
  readonly sent: number;
  readonly failed: number;
}

/** What happened to the messages that `expected` receivers should get, between two looks at the counters. */
export function deliveries(expected: readonly string[], before: Attempts, after: Attempts): Delivery[] {
  const nothing = { all: 0, failed: 0 };
  return [...Map.groupBy(expected, (integration) => integration)].map(([integration, members]) => {
    const [was, is] = [before.get(integration) ?? nothing, after.get(integration) ?? nothing];
    const failed = is.failed - was.failed;
    return { integration, expected: members.length, sent: is.all - was.all - failed, failed };
  });
}

/** The part of Alertmanager's configuration that says who is told how, and how long it gathers first. */
export interface Routes {
  /** Receiver → its ways to tell somebody, `email`, `slack`; none: nobody is told. */
  readonly integrations: ReadonlyMap<string, readonly string[]>;
  readonly longestGroupWaitSeconds: number;
}

interface RouteYaml {
  readonly group_wait?: string;
  readonly routes?: readonly RouteYaml[];
}

/** Reads the configuration as `/api/v2/status` gives it. */
export function routesOf(config: string): Routes {
  const { receivers = [], route = {} } = parse(config) as {
    receivers?: readonly Readonly<Record<string, unknown>>[];
    route?: RouteYaml;
  };
  const integrations = receivers.map((receiver) => {
    const kinds = Object.entries(receiver).flatMap(([key, value]) => {
      const kind = /^(\w+)_configs$/.exec(key)?.[1];
      return kind === undefined || !Array.isArray(value) ? [] : value.map(() => kind);
    });
    return [String(receiver["name"]), kinds] as const;
  });
  return { integrations: new Map(integrations), longestGroupWaitSeconds: Math.max(...waitsOf(route), 0) };
}

function waitsOf({ group_wait: wait, routes = [] }: RouteYaml): number[] {
  return [...(wait === undefined ? [] : [goSeconds(wait)]), ...routes.flatMap(waitsOf)];
}

/** `1m30s` as Go writes durations. */
function goSeconds(text: string): number {
  const units = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const;
  return [...text.matchAll(/(\d+)(ms|[smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
    0,
  );
}
