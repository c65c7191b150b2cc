import { declareLogins, declareResources, declareTokens, defaultLoginReasons } from "./auth.ts";
import { business } from "./business.ts";
import { guarded } from "./guard.ts";
import { declareLimiters } from "./rate-limit.ts";
import { declareSecurityKinds } from "./security.ts";
import { declareTasks } from "./task.ts";
import { declareTenants } from "./tenant.ts";

/** What may happen in this process, by the names that it will be counted under. */
export interface Declaration {
  readonly events?: readonly string[];
  readonly logins?: { readonly methods: readonly string[]; readonly reasons?: readonly string[] };
  readonly tokenProviders?: readonly string[];
  readonly resources?: readonly string[];
  readonly limiters?: readonly string[];
  readonly securityKinds?: readonly string[];
  readonly tasks?: readonly string[];
  readonly tenants?: readonly string[];
}

/**
 * Begins the series of what may happen at 0. Without it a series is born at its first event with the value 1, and
 * `increase()` sees no rise: an alert would miss the first failed login, the first denial. Call it at start.
 */
export function declare(what: Declaration): void {
  guarded("declare", () => {
    for (const event of what.events ?? []) business.count(event, {}, 0);
    if (what.logins !== undefined) declareLogins(what.logins.methods, what.logins.reasons ?? defaultLoginReasons);
    declareTokens(what.tokenProviders ?? []);
    declareResources(what.resources ?? []);
    declareLimiters(what.limiters ?? []);
    declareSecurityKinds(what.securityKinds ?? []);
    declareTasks(what.tasks ?? []);
    declareTenants(what.tenants ?? []);
  });
}
