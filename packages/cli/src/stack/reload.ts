import { setTimeout as delay } from "node:timers/promises";
import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import { lastLines } from "../process/log.ts";
import type { PartName } from "./part.ts";

/** Those that read their files again when they are asked to: by a signal, because over HTTP any web page could ask, too. */
const reloadable = ["prometheus", "alertmanager"] as const;
export type Reloadable = (typeof reloadable)[number];

const patienceMillis = 10_000;
const pauseMillis = 100;
const shownLogLines = 3;

/** Which parts a changed file concerns, and how they come to know of it. */
export interface Concerned {
  readonly reload: readonly Reloadable[];
  readonly restart: readonly PartName[];
}

/** What must happen after these files of a stack's configuration folder have changed. Loki looks for new rules by itself. */
export function concernedBy(changed: readonly string[]): Concerned {
  const concerned = changed.flatMap(ownerOf);
  const names = (action: Owner["action"]): PartName[] => [
    ...new Set(concerned.filter((owner) => owner.action === action).map(({ part }) => part)),
  ];
  return { reload: reloadable.filter((part) => names("reload").includes(part)), restart: names("restart") };
}

interface Owner {
  readonly part: PartName;
  readonly action: "reload" | "restart";
}

const owners: readonly (readonly [path: RegExp, owner: Owner])[] = [
  [/^command-lines\/prometheus\./, { part: "prometheus", action: "restart" }],
  [/^command-lines\/alertmanager\./, { part: "alertmanager", action: "restart" }],
  [/^command-lines\/loki\.|^loki\.yaml$/, { part: "loki", action: "restart" }],
  [/^command-lines\/jaeger\.|^jaeger\.yaml$/, { part: "jaeger", action: "restart" }],
  [/^command-lines\/collector\.|^otel-collector\.yaml$|^overlays\//, { part: "collector", action: "restart" }],
  [/^prometheus\.yml$|^rules\/prometheus\//, { part: "prometheus", action: "reload" }],
  [/^alertmanager\//, { part: "alertmanager", action: "reload" }],
];

function ownerOf(path: string): Owner[] {
  const found = owners.find(([pattern]) => pattern.test(path));
  return found === undefined ? [] : [found[1]];
}

interface ReloadRequest {
  readonly part: Reloadable;
  readonly url: string;
  /** Asks it to read its files: it answers nothing. */
  readonly ask: () => void | Promise<void>;
  /** Where it writes why it refused. */
  readonly logFile?: string | undefined;
}

/** Makes a running part read its files again, and waits until it has. What it refuses is a {@link CliError}; it then goes on with what it had. */
export async function reloadPart({ part, url, ask, logFile }: ReloadRequest, io: Io): Promise<void> {
  const before = await reloadedAt(part, url);
  await ask();
  const deadline = performance.now() + patienceMillis;
  while ((await reloadedAt(part, url)) <= before) {
    if (performance.now() > deadline) {
      const said = logFile === undefined ? [] : await lastLines(logFile, shownLogLines);
      throw new CliError(
        "E_RELOAD",
        [`${part}: did not take its new configuration and goes on with the old one`, ...said].join("\n  "),
      );
    }
    await delay(pauseMillis);
  }
  io.out(`${part}: has read its new configuration`);
}

/** When it last read its files successfully, in seconds since 1970; from its own metrics. */
async function reloadedAt(part: Reloadable, url: string): Promise<number> {
  const text = await fetch(`${url}/metrics`).then((response) => response.text());
  const match = new RegExp(`^${part}_config_last_reload_success_timestamp_seconds ([0-9.e+]+)$`, "m").exec(text);
  if (match) return Number(match[1]);
  throw new CliError("E_RELOAD", `${url}/metrics: does not say when ${part} last read its configuration`);
}
