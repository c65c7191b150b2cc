import { http } from "../../inventory/preload.ts";
import { app } from "../../inventory/telemetry.ts";
import type { PanelDef, Thresholds } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { limits } from "../parts/limits.ts";
import { perMinute, perMinuteUnit } from "../parts/per-minute.ts";

const common = { fedBy: "shop-plus", unit: perMinuteUnit, width: 12 } as const;

/** What was refused to whom is in the audit log; here is how much. */
export function accessPanels(where: string, config: Config): PanelDef[] {
  return [
    timeseries({
      ...common,
      key: "denied-by-resource",
      title: "Access denied by resource",
      description:
        "A slow rise is a broken link or a wrong permission, a burst is somebody who looks for open doors. Good: near 0. Fed by auth.denied().",
      noValue: "nothing was denied in this time",
      queries: [prom(perMinute(`${app.denied}{${where}}`, { by: "resource" }), "{{resource}}")],
    }),
    timeseries({
      ...common,
      key: "limits",
      title: "Rate-limited requests by limiter",
      description:
        "Requests that a limiter refused. A storm is a client that retries without pause, or an attack. Good: near 0; the dashed line is where the alert RateLimitStorm begins. Fed by rateLimited().",
      // The alert looks at hits a second.
      thresholds: perMinuteLimit(limits(config, "RateLimitStorm"), 1 / 60),
      noValue: "no limiter refused anything in this time",
      queries: [prom(perMinute(`${app.rateLimitHits}{${where}}`, { by: "job, limiter" }), "{{limiter}} of {{job}}")],
    }),
  ];
}

/** Requests that look like attacks, and what the application itself found. */
export function attackPanels(where: string, config: Config): PanelDef[] {
  return [
    timeseries({
      ...common,
      fedBy: "shop",
      key: "attacks",
      title: "Suspicious requests by kind of attack",
      description:
        "Requests whose path or query looks like SQL injection, scripts, path traversal or commands. They were answered as usual: nothing is blocked here. Good: 0; the dashed line is where the alert SuspiciousRequests begins. Fed by every HTTP server under the preload.",
      // The alert looks at ten minutes.
      thresholds: perMinuteLimit(limits(config, "SuspiciousRequests"), 10),
      noValue: "no request in this time",
      queries: [prom(perMinute(`${http.suspicious}{${where}}`, { by: "job, attack" }), "{{attack}} at {{job}}")],
    }),
    timeseries({
      ...common,
      key: "security-events",
      title: "Security events of the application",
      description:
        "What the application itself took for an attack: blocked means stopped, detected means only seen. Good: 0. Fed by securityEvent().",
      noValue: "no security events in this time",
      queries: [prom(perMinute(`${app.securityEvents}{${where}}`, { by: "kind, action" }), "{{kind}}: {{action}}")],
    }),
  ];
}

/** The life of access tokens. */
export function tokenPanels(where: string): PanelDef[] {
  return [
    timeseries({
      ...common,
      key: "tokens",
      title: "Tokens by action",
      description:
        "Tokens issued, refreshed, revoked and rejected a minute. Good: rejected stays near 0 and refreshed follows issued. Fed by auth.token().",
      noValue: "no tokens in this time",
      queries: [prom(perMinute(`${app.token}{${where}}`, { by: "action" }), "{{action}}")],
    }),
    timeseries({
      ...common,
      key: "rejected-by-provider",
      title: "Rejected tokens by provider",
      description:
        "All providers at once: our clock or our keys. One provider: its keys changed, or somebody forges its tokens. Fed by auth.token().",
      noValue: "no tokens in this time",
      queries: [prom(perMinute(`${app.token}{${where},action="rejected"}`, { by: "provider" }), "{{provider}}")],
    }),
  ];
}

function perMinuteLimit({ warning, bad }: Thresholds, minutes: number): Thresholds {
  return {
    ...(warning !== undefined && { warning: warning / minutes }),
    ...(bad !== undefined && { bad: bad / minutes }),
  };
}
