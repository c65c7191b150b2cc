import { quietName, quietTimes } from "../../route/quiet.ts";
import { routeTree, type RouteJson } from "../../route/tree.ts";
import type { Config } from "../../settings.ts";

/** Who is told when: Alertmanager's tree. It replaces the whole tree of the organisation. */
export function policies(config: Config): object {
  const quiet = quietTimes(config);
  return {
    apiVersion: 1,
    ...(quiet.length > 0 && { muteTimes: [{ orgId: 1, name: quietName, time_intervals: quiet }] }),
    policies: [{ orgId: 1, ...policyOf(routeTree(config)) }],
  };
}

interface PolicyJson extends Omit<RouteJson, "matchers" | "routes"> {
  readonly object_matchers?: readonly (readonly string[])[];
  readonly routes?: readonly PolicyJson[];
}

function policyOf({ matchers, routes, ...rest }: RouteJson): PolicyJson {
  return {
    ...rest,
    ...(matchers && { object_matchers: matchers.map(objectMatcher) }),
    ...(routes && { routes: routes.map(policyOf) }),
  };
}

/** `severity="critical"` as Grafana wants it: in three pieces, the dollar signs doubled. */
function objectMatcher(text: string): string[] {
  const [, label = "", operator = "", value = ""] = /^(\w+)(=~|!~|!=|=)(".*")$/s.exec(text) ?? [];
  if (label === "") throw new Error(`${text}: is no matcher as route/matcher.ts writes them`);
  return [label, operator, (JSON.parse(value) as string).replaceAll("$", "$$$$")];
}
