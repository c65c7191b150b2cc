import { text } from "../../panel/logs.ts";
import type { PanelDef } from "../../panel/panel.ts";

interface Entry {
  readonly uid: string;
  readonly title: string;
  readonly when: string;
}

const folders: Readonly<Record<string, readonly Entry[]>> = {
  "On call": [
    { uid: "otel-slo", title: "SLO", when: "how much failure is still allowed" },
    { uid: "otel-alerts", title: "Alert noise", when: "which alerts cry wolf" },
  ],
  Services: [
    { uid: "otel-service", title: "Service", when: "one service: routes, dependencies, logs" },
    { uid: "otel-node", title: "Node runtime", when: "event loop, memory, restarts" },
    { uid: "otel-errors", title: "Errors", when: "what fails: kind, route, version" },
    { uid: "otel-logs", title: "Logs", when: "search, patterns, the way to the trace" },
  ],
  Dependencies: [
    { uid: "otel-database", title: "Database", when: "slow queries, pools" },
    { uid: "otel-queues", title: "Queues and workers", when: "backlog, failures, workers" },
    { uid: "otel-cache", title: "Cache", when: "hit rate, memory" },
    { uid: "otel-external", title: "External APIs", when: "others that fail us, AI calls" },
  ],
  Product: [
    { uid: "otel-business", title: "Business", when: "orders, sign-ups, tasks" },
    { uid: "otel-tenants", title: "Tenants", when: "who uses how much" },
    { uid: "otel-security", title: "Security and audit", when: "logins, limits, attacks" },
  ],
  Platform: [
    { uid: "otel-host", title: "Host", when: "processor, memory, disk, network" },
    { uid: "otel-pipeline", title: "Telemetry pipeline", when: "is what you see complete" },
  ],
};

/** The way to every other dashboard, with the time and the service that are chosen here. */
export function directory(): PanelDef {
  return text({
    key: "directory",
    title: "All dashboards",
    description: "Each opens at the same time and for the same services.",
    height: 8,
    content: Object.entries(folders).map(section).join("\n\n"),
  });
}

function section([folder, entries]: [string, readonly Entry[]]): string {
  const ways = entries.map(
    ({ uid, title, when }) => `[${title}](/d/${uid}?\${__url_time_range}&\${job:queryparam}) – ${when}`,
  );
  return `**${folder}**: ${ways.join(" · ")}`;
}
