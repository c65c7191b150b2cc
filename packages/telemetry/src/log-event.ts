import { createHmac } from "node:crypto";
import { type Attributes, logs, SeverityNumber } from "@opentelemetry/api";
import { textOf } from "./bounded.ts";
import { accountSalt } from "./environment.ts";
import { appAttributeNames, appScopeName, appScopeVersion } from "./names.ts";

/** Who did it and from where, for the log record alone: a metric must not have a series per account. */
export interface Actor {
  /** Name, e-mail or id of the account; only its hash leaves the process. */
  readonly account?: string | undefined;
  /** The client's IP address. */
  readonly clientAddress?: string | undefined;
}

const hashCharacters = 16;

/** Writes a WARN record with an event name, for rules that look at one account or one address. */
export function logEvent(eventName: string, body: string, attributes: Attributes, actor: Actor): void {
  const { account, clientAddress } = actor;
  logs.getLogger(appScopeName, appScopeVersion).emit({
    eventName,
    severityNumber: SeverityNumber.WARN,
    severityText: "WARN",
    body,
    attributes: {
      ...attributes,
      ...(account === undefined || account === null ? {} : { [appAttributeNames.accountHash]: accountHash(account) }),
      ...(clientAddress === undefined || clientAddress === null
        ? {}
        : { [appAttributeNames.clientAddress]: textOf(clientAddress) }),
    },
  });
}

/**
 * Stands for an account without telling it: 16 characters of a salted SHA-256 (HMAC). In letters a–p instead of hex
 * digits, so that no filter that looks for card or telephone numbers masks it.
 */
export function accountHash(account: unknown): string {
  const text = typeof account === "string" ? account : textOf(account);
  const hex = createHmac("sha256", accountSalt()).update(text).digest("hex").slice(0, hashCharacters);
  return hex.replace(/./gu, (digit) => String.fromCodePoint("a".codePointAt(0)! + Number.parseInt(digit, 16)));
}
