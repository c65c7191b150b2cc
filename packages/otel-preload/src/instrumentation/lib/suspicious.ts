import type { Counter } from "@opentelemetry/api";
import { ourMetricNames } from "../../names.ts";
import { meter } from "./telemetry.ts";

export type Attack = "sql_injection" | "xss" | "path_traversal" | "command_injection";

/** One cheap look first: a request target without any of these holds none of our attacks, and most are like that. */
const worthALook = /[%+'"`<>|;$\\]|\.\.|\/(?:etc|proc)\/|javascript:/iu;
const maxCharacters = 4096;

// Few, and each sure of itself: who searches for "select" or O'Brien attacks nobody. Every repetition is bounded.
const patterns: Readonly<Record<Attack, readonly RegExp[]>> = {
  sql_injection: [
    /\bunion\s{1,20}(?:all\s{1,20})?select\b/iu,
    // A condition that is always true: ' or '1'='1, 1 or 1=1, ') and ('a'='a
    /['")]\s{0,20}(?:or|and)\s{1,20}\(?(['"]?)(\w{1,20})\1\s{0,5}=\s{0,5}\1\2\b/iu,
    /\b\d{1,20}\s{1,20}(?:or|and)\s{1,20}(\d{1,20})\s{0,5}=\s{0,5}\1\b/iu,
    // A statement behind the first: '; drop table users
    /;\s{0,20}(?:drop\s+table|delete\s+from|insert\s+into|truncate\s+table|alter\s+table|update\s+\w{1,40}\s+set)\b/iu,
    // A comment that cuts off the rest: admin'--
    /'\s{0,5}\)?\s{0,5}(?:--|\/\*)\s{0,5}(?:$|[&+-])/u,
    /(?:\b(?:select|and|or)\b|['";,(|])\s{0,20}(?:pg_sleep|sleep|benchmark)\s{0,5}\(\s{0,5}\d/iu,
    /\bwaitfor\s{1,20}delay\s{1,20}'/iu,
    /\bfrom\s{1,20}(?:information_schema|pg_catalog|sqlite_master)\b/iu,
  ],
  xss: [
    /<\s{0,5}script[\s/>]/iu,
    /<\s{0,5}[a-z]{1,10}[\s/][^>]{0,200}\bon[a-z]{3,20}\s{0,5}=/iu,
    /[=("']\s{0,5}javascript:\s{0,5}[\w.]{1,40}\s{0,5}[(=`]/iu,
  ],
  path_traversal: [
    /(?:\.\.[/\\]{1,2}){3}/u,
    /\.\.[/\\]{1,2}(?:etc|proc|root|windows|winnt|boot\.ini|\.env|\.git|\.ssh)\b/iu,
    /[=/\\](?:etc[/\\](?:passwd|shadow)|proc[/\\]self[/\\])/iu,
  ],
  command_injection: [
    /(?:[;|`]|&&|\$\()\s{0,5}(?:cat|head|tail|nl)\s{1,5}[^\s&]{0,80}\//u,
    /(?:[;|`]|&&|\$\()\s{0,5}(?:whoami|uname|ifconfig)\b/u,
    /(?:[;|`]|&&|\$\()\s{0,5}(?:wget|curl|nc|ncat|bash|sh|powershell|ping|rm)\s{1,5}(?:-|\/|https?:|\d{1,3}\.\d)/iu,
    /\$\{jndi:/iu,
  ],
};
const attacks = Object.keys(patterns) as Attack[];

let counter: Counter | undefined;

/** Counts the attacks that the path and query of a request look like. */
export function countSuspicious(target: string): void {
  counter ??= createCounter();
  for (const attack of attacksIn(target)) counter.add(1, { attack });
}

/** What a request target looks like: nothing, mostly. Encoded twice is still seen. */
export function attacksIn(target: string): Attack[] {
  if (!worthALook.test(target)) return [];
  const text = decode(decode(target.slice(0, maxCharacters).replaceAll("+", " ")));
  return attacks.filter((attack) => patterns[attack].some((pattern) => pattern.test(text)));
}

/** Byte by byte, as what attackers send is often no valid UTF-8. */
function decode(text: string): string {
  return text.includes("%")
    ? text.replace(/%([\da-f]{2})/giu, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    : text;
}

/** From the first request on there are series, at 0: one that is born at 1 shows no rise to an alert. */
function createCounter(): Counter {
  const created = meter().createCounter(ourMetricNames.httpServerSuspiciousRequests, {
    unit: "{request}",
    description: "HTTP requests whose path or query looks like an attack",
  });
  for (const attack of attacks) created.add(0, { attack });
  return created;
}
