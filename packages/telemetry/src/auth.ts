import { bounded, oneOf } from "./bounded.ts";
import { guarded } from "./guard.ts";
import { counter } from "./instruments.ts";
import { type Actor, logEvent } from "./log-event.ts";
import { appAttributeNames as names, appAttributeValues, appLogEventNames, appMetricNames } from "./names.ts";

/** An attempt to log in. */
export interface Login extends Actor {
  readonly outcome: "success" | "failure";
  /** `password`, `oauth`, `passkey`, …; `password` when left out. */
  readonly method?: string | undefined;
  /** Why it failed: `wrong_password`, `unknown_account`, `locked`, `mfa_failed`, `expired`, or a word of your own. */
  readonly reason?: string | undefined;
}

/** What became of a token of an OAuth provider, or of your own. */
export interface Token extends Actor {
  readonly action: "issued" | "refreshed" | "revoked" | "rejected";
  readonly provider?: string | undefined;
}

/** Somebody known asked for what is not theirs. */
export interface Denial extends Actor {
  /** The kind of thing, not its id: `invoice`, `admin`. */
  readonly resource: string;
}

export const defaultLoginReasons: readonly string[] = [
  "wrong_password",
  "unknown_account",
  "locked",
  "mfa_failed",
  "expired",
];
const defaultMethod = "password";
const noReason = "none";

const logins = counter(appMetricNames.authLogin, "{event}", "Attempts to log in");
const tokens = counter(appMetricNames.authToken, "{event}", "Tokens issued, refreshed, revoked and rejected");
const denials = counter(appMetricNames.authDenied, "{event}", "Requests for something the account may not have");

/** Logins, tokens and denials. Each failure also writes a log record with the account's hash, never the account. */
export const auth: {
  login(login: Login): void;
  token(token: Token): void;
  denied(denial: Denial): void;
} = {
  login(login) {
    guarded("auth.login", () => {
      const failed = login.outcome !== "success";
      const attributes = loginAttributes(login.outcome, login.method, failed ? (login.reason ?? "unknown") : noReason);
      logins().add(1, attributes);
      if (!failed) return;
      const { method, reason } = attributes;
      logEvent(appLogEventNames.authLogin, `login failed: method ${method}, reason ${reason}`, attributes, login);
    });
  },
  token(token) {
    guarded("auth.token", () => {
      const attributes = tokenAttributes(token.action, token.provider);
      tokens().add(1, attributes);
      if (token.action !== "rejected") return;
      const body = `access token of provider ${attributes[names.provider]} rejected`;
      logEvent(appLogEventNames.authToken, body, { ...attributes, [names.outcome]: "failure" }, token);
    });
  },
  denied(denial) {
    guarded("auth.denied", () => {
      const attributes = denialAttributes(denial.resource);
      denials().add(1, attributes);
      const body = `access denied: resource ${attributes[names.resource]}`;
      logEvent(appLogEventNames.authDenied, body, { ...attributes, [names.outcome]: "failure" }, denial);
    });
  },
};

/** Begins the series of a login method at 0. */
export function declareLogins(methods: readonly string[], reasons: readonly string[]): void {
  for (const method of methods) {
    logins().add(0, loginAttributes("success", method, noReason));
    for (const reason of reasons) logins().add(0, loginAttributes("failure", method, reason));
  }
}

/** Begins the series of a provider's tokens at 0. */
export function declareTokens(providers: readonly string[]): void {
  for (const provider of providers)
    for (const action of appAttributeValues.tokenAction) tokens().add(0, tokenAttributes(action, provider));
}

/** Begins the series of resources at 0. */
export function declareResources(resources: readonly string[]): void {
  for (const resource of resources) denials().add(0, denialAttributes(resource));
}

function loginAttributes(outcome: string, method: string | undefined, reason: string): Record<string, string> {
  const { authLogin } = appMetricNames;
  return {
    [names.outcome]: outcome === "success" ? "success" : "failure",
    [names.method]: bounded(`${authLogin} ${names.method}`, method ?? defaultMethod),
    [names.reason]: bounded(`${authLogin} ${names.reason}`, reason),
  };
}

function tokenAttributes(action: string, provider: string | undefined): Record<string, string> {
  return {
    [names.action]: oneOf(appAttributeValues.tokenAction, action),
    [names.provider]: bounded(`${appMetricNames.authToken} ${names.provider}`, provider ?? "own"),
  };
}

function denialAttributes(resource: string): Record<string, string> {
  return { [names.resource]: bounded(`${appMetricNames.authDenied} ${names.resource}`, resource) };
}
