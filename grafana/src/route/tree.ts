import { scaled, type Duration } from "../duration.ts";
import type { Config, Severity } from "../settings.ts";
import { audiencesOf, isHeard, receiverName, receiversAt, type Audience, type Level } from "./audience.ts";
import { matcher } from "./matcher.ts";
import { quietName, quietTimes } from "./quiet.ts";

/** A node of the routing tree; what is absent comes from its parent. */
export interface RouteJson {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly group_by?: readonly string[];
  readonly group_wait?: Duration;
  readonly group_interval?: Duration;
  readonly repeat_interval?: Duration;
  readonly mute_time_intervals?: readonly string[];
  readonly routes?: readonly RouteJson[];
}

/** Receives what nobody is to hear of. */
export const nobody = "null";

/** Receives the alert `Watchdog`, again and again. */
export const heartbeat = "heartbeat";

// A test alert is never in one message with a real one.
const always = ["deployment_environment_name", "test"];

/**
 * Every alert ends at exactly one receiver, which holds all ways to tell its audience of its level. An alert without a
 * known severity, somebody's own rule for example, is told like a warning.
 */
export function routeTree(config: Config): RouteJson {
  const { groupInterval, groupWait } = config.routing;
  const [everybody, ...teams] = audiencesOf(config);
  return {
    ...warnings(config, everybody as Audience),
    group_by: ["alertname", ...always],
    group_wait: scaled(groupWait, config.timeScale),
    group_interval: scaled(groupInterval, config.timeScale),
    routes: [
      watchdogRoute(config),
      { receiver: nobody, matchers: [matcher("severity", "=", "none")] },
      ...teams.map((team) => teamRoute(config, team)),
      ...levelRoutes(config, everybody as Audience),
    ],
  };
}

// A call a minute: every second look at the group, a moment less than that after the last call.
function watchdogRoute({ receivers, timeScale }: Config): RouteJson {
  return {
    receiver: receivers.heartbeat ? heartbeat : nobody,
    matchers: [matcher("alertname", "=", "Watchdog"), matcher("severity", "=", "none")],
    group_wait: "0s",
    group_interval: scaled("30s", timeScale),
    repeat_interval: scaled("50s", timeScale),
  };
}

function teamRoute(config: Config, audience: Audience): RouteJson {
  return {
    ...warnings(config, audience),
    matchers: [matcher("team", "=", audience.team ?? "")],
    routes: levelRoutes(config, audience),
  };
}

function warnings(config: Config, audience: Audience): RouteJson {
  return { receiver: receiverAt(audience, "warning"), repeat_interval: repeatOf(config, "warning") };
}

function levelRoutes(config: Config, audience: Audience): RouteJson[] {
  const isCritical = matcher("severity", "=", "critical");
  const critical = { repeat_interval: repeatOf(config, "critical") };
  return [
    {
      receiver: receiverAt(audience, "page"),
      matchers: [isCritical, matcher("page", "=", "true")],
      // A pager keeps one incident a group: the second service that fails must be a second one.
      group_by: ["alertname", "job", ...always],
      ...critical,
      routes: [
        {
          receiver: receiverAt(audience, "page"),
          matchers: [matcher("inhibits", "=", "environment")],
          // All services notice that one database is gone: that is one incident.
          group_by: ["alertname", ...always],
        },
      ],
    },
    { receiver: receiverAt(audience, "critical"), matchers: [isCritical], ...critical },
    infoRoute(config, audience),
  ];
}

function infoRoute(config: Config, audience: Audience): RouteJson {
  return {
    receiver: receiverAt(audience, "info"),
    matchers: [matcher("severity", "=", "info")],
    // A digest, at most one an hour.
    group_by: always,
    group_interval: scaled("1h", config.timeScale),
    repeat_interval: repeatOf(config, "info"),
    ...(quietTimes(config).length > 0 && { mute_time_intervals: [quietName] }),
  };
}

function receiverAt(audience: Audience, level: Level): string {
  return isHeard(receiversAt(level, audience.receivers)) ? receiverName(audience, level) : nobody;
}

function repeatOf({ routing, timeScale }: Config, severity: Severity): Duration {
  return scaled(routing.repeat[severity], timeScale);
}
