import type { DashboardSource } from "../dashboard/definition.ts";
import { chosen, jobVariable, textVariable } from "../dashboard/variables.ts";
import { serviceVariable } from "./parts/logs.ts";
import { accessPanels, attackPanels, tokenPanels } from "./security/access.ts";
import { auditPanels } from "./security/audit.ts";
import { headline } from "./security/headline.ts";
import { loginPanels } from "./security/logins.ts";

/** Who tries to get in, who is kept out, and what looks like an attack. */
export const security: DashboardSource = (config) => {
  const where = chosen(config);
  return {
    uid: "otel-security",
    title: "Security and audit",
    folder: "Product",
    description:
      "Logins, denials, limits, tokens and suspicious requests. Accounts appear as salted hashes: the same account has the same hash, and no hash leads back to it.",
    variables: [
      jobVariable(config),
      serviceVariable(config),
      textVariable("account", "account hash", "Beginning of the hash of one account; empty: all."),
    ],
    top: headline(where),
    rows: [
      { title: "Logins", panels: loginPanels(where, config) },
      { title: "Denied access and rate limits", panels: accessPanels(where, config) },
      { title: "Suspicious requests", panels: attackPanels(where, config) },
      { title: "Tokens and OAuth", panels: tokenPanels(where) },
      { title: "Audit log", panels: auditPanels() },
    ],
    ways: [
      { title: "Logs", to: "otel-logs" },
      { title: "Service", to: "otel-service" },
    ],
  };
};
