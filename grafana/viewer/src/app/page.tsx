import { Alert } from "@grafana/ui";
import type { ComponentType } from "react";
import { AlertsPage } from "../alerts/page.tsx";
import { RunbookPage } from "../alerts/runbook.tsx";
import { DashboardPage } from "../dashboard/page.tsx";
import { LogsPage } from "../logs/page.tsx";
import { TraceSearchPage } from "../traces/search.tsx";
import { TracePage } from "../traces/page.tsx";
import { exploreTarget } from "./explore.ts";
import { HomePage } from "./home.tsx";

const homeDashboard = "otel-overview";

interface PageProps {
  readonly url: URL;
  /** The second word of the address: which one. */
  readonly which: string | undefined;
}

/** Pages by the first word of their address; the addresses are Grafana's where it has the same page. */
const pages: Readonly<Record<string, ComponentType<PageProps>>> = {
  "": ({ url }) => <DashboardPage uid={homeDashboard} url={url} />,
  dashboards: HomePage,
  d: ({ url, which = homeDashboard }) => <DashboardPage uid={which} url={url} />,
  traces: ({ url, which }) =>
    which ? <TracePage key={which} traceId={which} url={url} /> : <TraceSearchPage url={url} />,
  logs: LogsPage,
  alerts: AlertsPage,
  alerting: AlertsPage,
  runbooks: ({ which = "" }) => <RunbookPage key={which} alert={which.replace(/\.md$/, "")} />,
  explore: Explore,
};

/** The page that an address names. */
export function Page({ url }: { readonly url: URL }) {
  const [first = "", which] = url.pathname.split("/").slice(1).map(decodeURIComponent);
  const Found = Object.hasOwn(pages, first) ? pages[first] : undefined;
  if (Found !== undefined) return <Found url={url} which={which} />;
  return (
    <Alert
      severity="warning"
      title={`No page ${url.pathname}: expected /dashboards, /d/UID, /traces, /logs, /alerts or /runbooks/ALERT`}
    />
  );
}

/** Links that were made for Grafana's Explore lead to the page here that answers the same question. */
function Explore({ url }: { readonly url: URL }) {
  const target = exploreTarget(url);
  return <Page url={new URL(target, url)} />;
}
