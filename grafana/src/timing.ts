import { scaled, type Duration } from "./duration.ts";
import type { Config } from "./settings.ts";

/** How often things happen in a stack. One scale for all, so that a shortened window holds as many points as the real one. */
export interface Timing {
  readonly scrape: Duration;
  /** Never above the interval: Prometheus refuses that. */
  readonly scrapeTimeout: Duration;
  readonly evaluation: Duration;
  /** Loki's rules, and how often it looks for changed ones: each evaluation reads log lines, so fewer than Prometheus. */
  readonly logEvaluation: Duration;
  /** How long an instant query looks back; a series that stopped is gone after it. */
  readonly lookback: Duration;
  /** An alert that holds is sent again; four times this without, and Alertmanager takes it for resolved. */
  readonly resend: Duration;
  /** What applications and the collector send. */
  readonly exported: Duration;
}

/** All intervals of one configuration, none below the second that `scaled` keeps to. */
export function timingOf({ timeScale, scrapeInterval, evaluationInterval }: Config): Timing {
  const time = (duration: Duration): Duration => scaled(duration, timeScale);
  return {
    scrape: time(scrapeInterval),
    scrapeTimeout: scaled(scrapeInterval, timeScale * (2 / 3)),
    evaluation: time(evaluationInterval),
    logEvaluation: time("1m"),
    lookback: time("5m"),
    resend: time("1m"),
    exported: time(scrapeInterval),
  };
}
