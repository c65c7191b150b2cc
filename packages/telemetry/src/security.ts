import { bounded, oneOf } from "./bounded.ts";
import { guarded } from "./guard.ts";
import { counter } from "./instruments.ts";
import { type Actor, logEvent } from "./log-event.ts";
import { appAttributeNames as names, appAttributeValues, appLogEventNames, appMetricNames } from "./names.ts";

/** Something that looks like an attack. */
export interface SecurityEvent extends Actor {
  /** What it was: `csrf`, `webhook_signature`, `upload`, … */
  readonly kind: string;
  /** `blocked` stopped it, `detected` only saw it. */
  readonly action: "blocked" | "detected";
}

const events = counter(appMetricNames.securityEvents, "{event}", "Events that look like an attack");

/** Counts a security event and writes a log record. */
export function securityEvent(event: SecurityEvent): void {
  guarded("securityEvent", () => {
    const attributes = attributesOf(event.kind, event.action);
    events().add(1, attributes);
    const body = `security: ${attributes[names.kind]} ${attributes[names.action]}`;
    logEvent(appLogEventNames.securityEvent, body, attributes, event);
  });
}

/** Begins the series of kinds at 0. */
export function declareSecurityKinds(kinds: readonly string[]): void {
  for (const kind of kinds)
    for (const action of appAttributeValues.securityAction) events().add(0, attributesOf(kind, action));
}

function attributesOf(kind: string, action: string): Record<string, string> {
  return {
    [names.kind]: bounded(`${appMetricNames.securityEvents} ${names.kind}`, kind),
    [names.action]: oneOf(appAttributeValues.securityAction, action),
  };
}
