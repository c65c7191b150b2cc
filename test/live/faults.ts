import type { AlertName } from "../../grafana/src/alert/names.ts";
import type { Severity } from "../../grafana/src/settings.ts";
import type { FaultName } from "../../examples/shop-plus/faults.ts";
import type { PartName } from "../../packages/cli/src/stack/part.ts";
import { emptyDisk, fillDisk, mountDisk, unmountDisk } from "./disk.ts";
import type { Stage } from "./stage.ts";

/** Something that goes wrong, and which alert must say so. */
export interface Fault {
  readonly name: string;
  readonly alert: AlertName;
  readonly severity: Severity;
  /** What the alert must be about. */
  readonly labels: Readonly<Record<string, string>>;
  /** A page that follows from it and that nobody may get: the fault lasts until that fires. */
  readonly echo?: AlertName;
  /** What is not yet the fault. */
  prepare?(stage: Stage): Promise<void>;
  cause(stage: Stage): Promise<unknown>;
  repair(stage: Stage): Promise<unknown>;
  tidy?(stage: Stage): Promise<void>;
}

type Told = Pick<Fault, "name" | "alert" | "severity" | "labels" | "echo">;

const accounts = { job: "shop/accounts" };
/** Longer than any run: the repair ends it. */
const longSeconds = 3600;

/** A fault that shop-plus knows by itself. */
function switched(fault: FaultName, told: Told): Fault {
  return {
    ...told,
    cause: ({ shopPlus }) => shopPlus.fault(fault, longSeconds),
    repair: ({ shopPlus }) => shopPlus.clear(fault),
  };
}

/** A part of the stack that is stopped. */
function stopped(part: PartName, told: Told): Fault {
  return { ...told, cause: (stage) => stage.stopPart(part), repair: (stage) => stage.startParts() };
}

const errors = switched("errors", {
  name: "5xx storm",
  alert: "HttpErrorRatioHigh",
  severity: "critical",
  labels: accounts,
});

const postgres = stopped("postgres", {
  name: "PostgreSQL stopped",
  alert: "DbConnectionFailure",
  severity: "critical",
  labels: { db_system_name: "postgresql" },
  echo: "HttpErrorRatioHigh",
});

const killed: Fault = {
  name: "service killed",
  alert: "ServiceDown",
  severity: "critical",
  labels: { job: "shop/assistant" },
  cause: ({ shopPlus }) => shopPlus.kill("assistant"),
  repair: ({ shopPlus }) => shopPlus.restart("assistant"),
};

const logins = switched("logins", {
  name: "failed logins",
  alert: "FailedLogins",
  severity: "warning",
  labels: accounts,
});

/** Run by `npm test`, and in real time. Independent of each other, so that they can be caused at the same time. */
export const threeFaults: readonly Fault[] = [errors, killed, logins];

/** All of them: `npm run test:live`. */
export const allFaults: readonly Fault[] = [
  errors,
  switched("slow", {
    name: "slow endpoint",
    alert: "HttpLatencyP95High",
    severity: "critical",
    labels: accounts,
  }),
  postgres,
  stopped("redis", {
    name: "Redis stopped",
    alert: "DbConnectionFailure",
    severity: "critical",
    labels: { db_system_name: "redis" },
    echo: "HttpErrorRatioHigh",
  }),
  switched("workers", {
    name: "queue without worker",
    alert: "WorkersDown",
    severity: "critical",
    labels: { queue: "mails" },
  }),
  switched("pool", { name: "pool exhausted", alert: "DbPoolHigh", severity: "critical", labels: accounts }),
  switched("eventloop", {
    name: "event loop blocked",
    alert: "NodeEventLoopDelayHigh",
    severity: "warning",
    labels: accounts,
  }),
  switched("memory", { name: "memory climbing", alert: "HeapNearLimit", severity: "critical", labels: accounts }),
  logins,
  switched("logins", {
    name: "one account's password guessed",
    alert: "FailedLoginsPerAccount",
    severity: "warning",
    labels: accounts,
  }),
  switched("external", {
    name: "external API failing",
    alert: "ExternalApiErrorRate",
    severity: "critical",
    labels: { job: "shop/assistant" },
  }),
  killed,
  stopped("collector", {
    name: "collector stopped",
    alert: "TelemetryPipelineDown",
    severity: "critical",
    labels: { job: "otel-collector" },
    echo: "ServiceDown",
  }),
  {
    name: "disk nearly full",
    alert: "DiskSpaceLow",
    severity: "critical",
    labels: { job: "host" },
    prepare: mountDisk,
    cause: fillDisk,
    repair: emptyDisk,
    tidy: unmountDisk,
  },
];
