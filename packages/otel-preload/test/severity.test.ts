import { expect, test } from "vitest";
import { severityAndLevel } from "../src/instrumentation/lib/json-logger.ts";
import { severityOfRank } from "../src/instrumentation/lib/severity.ts";

function ranks(...names: string[]): Record<string, number> {
  return Object.fromEntries(names.map((name, index) => [name, index]));
}

test.for<[string, Record<string, number>, number[]]>([
  ["npm", ranks("error", "warn", "info", "http", "verbose", "debug", "silly"), [17, 13, 9, 7, 6, 5, 1]],
  [
    "syslog",
    ranks("emerg", "alert", "crit", "error", "warning", "notice", "info", "debug"),
    [21, 19, 18, 17, 13, 10, 9, 5],
  ],
  [
    "cli",
    ranks("error", "warn", "help", "data", "info", "debug", "prompt", "verbose", "input", "silly"),
    [17, 13, 11, 10, 9, 5, 4, 6, 2, 1],
  ],
  ["custom between known", ranks("error", "grumble", "info", "chatter"), [17, 13, 9, 8]],
  ["custom above known", ranks("disaster", "error"), [18, 17]],
  ["custom alone", ranks("high", "middle", "low"), [17, 11, 5]],
  ["one alone", ranks("only"), [9]],
  ["named like a property of every object", ranks("constructor", "info"), [10, 9]],
])("winston: %s", ([, levels, expected]) => {
  expect(Object.keys(levels).map((name) => severityOfRank(name, levels))).toEqual(expected);
});

test.for<[number, string | undefined, number, string]>([
  [10, "trace", 1, "trace"],
  [20, undefined, 5, "debug"],
  [30, "info", 9, "info"],
  [35, "between", 11, "between"],
  [35, "notice", 10, "notice"],
  [40, undefined, 13, "warn"],
  [50, undefined, 17, "error"],
  [60, "fatal", 21, "fatal"],
  [1, undefined, 1, "1"],
  [900, undefined, 24, "900"],
])("pino and bunyan: %i %s", ([number, label, severity, level]) => {
  expect(severityAndLevel(number, label)).toEqual({ severity, level });
});
