import { durationBuckets } from "@org/otel-preload/names";
import { secondsOf } from "../duration.ts";
import type { Config } from "../settings.ts";
import type { Problem } from "./problems.ts";

const leastPoints = 4;

/** What no single setting is to blame for: settings that contradict each other or the world. */
export function meaningProblems(config: Config): Problem[] {
  return [
    ...tierProblems(config),
    ...repeated("slos", config.slos, "name"),
    ...repeated("services", config.services, "job"),
    ...bucketProblems(config),
    ...intervalProblems(config),
    ...quietProblems(config),
  ];
}

/** A severity that an alert did not have before must say when it fires. */
function tierProblems({ thresholds }: Config): Problem[] {
  return Object.entries(thresholds).flatMap(([name, tiers]) =>
    Object.entries(tiers).flatMap(([severity, tier]) =>
      (["threshold", "for"] as const)
        .filter((key) => tier[key] === undefined)
        .map((key) => ({
          path: ["thresholds", name, severity, key],
          message: `is missing: ${name} has no ${severity} by default, so a new one needs threshold and for`,
        })),
    ),
  );
}

function repeated<Key extends string>(
  list: string,
  items: readonly Readonly<Record<Key, unknown>>[],
  key: Key,
): Problem[] {
  return items.flatMap((item, index) => {
    const first = items.findIndex((other) => other[key] === item[key]);
    if (first === index) return [];
    return [
      {
        path: [list, index, key],
        message: `expected each ${key} once; got ${JSON.stringify(item[key])} as in ${list}[${first}]`,
      },
    ];
  });
}

/** Only at a boundary of the histogram it is known how many requests were faster. */
function bucketProblems({ slos }: Config): Problem[] {
  const boundaries: readonly number[] = durationBuckets.http;
  return slos.flatMap(({ kind }, index) => {
    if (kind.type !== "latency" || boundaries.includes(kind.seconds)) return [];
    const message = `expected a boundary of the request histogram, one of ${boundaries.join(", ")}; got ${kind.seconds}`;
    return [{ path: ["slos", index, "kind", "seconds"], message }];
  });
}

/** A rate over a window with too few points is a gap or a guess. */
function intervalProblems({ windows, scrapeInterval, timeScale }: Config): Problem[] {
  const window = secondsOf(windows.rate) * timeScale;
  const interval = Math.max(1, secondsOf(scrapeInterval) * timeScale);
  if (window >= interval * leastPoints) return [];
  const path = timeScale === 1 ? ["windows", "rate"] : ["timeScale"];
  const message = `expected windows.rate to hold ${leastPoints} times scrapeInterval, which is never below 1 s; got ${window} s and ${interval} s`;
  return [{ path, message }];
}

function quietProblems({ routing: { quiet } }: Config): Problem[] {
  const ranges = quiet.times.flatMap(({ start, end }, index) =>
    start < end
      ? []
      : [
          {
            path: ["routing", "quiet", "times", index],
            message: `expected a start before its end; got ${start} and ${end}. Over midnight: two ranges`,
          },
        ],
  );
  return isTimeZone(quiet.location)
    ? ranges
    : [
        {
          path: ["routing", "quiet", "location"],
          message: `expected a time zone, as in Europe/Berlin; got ${JSON.stringify(quiet.location)}`,
        },
        ...ranges,
      ];
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
}
