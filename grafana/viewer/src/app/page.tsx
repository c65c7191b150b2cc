import { Alert } from "@grafana/ui";
import { AlertsPage } from "../alerts/page.tsx";
import { DashboardPage } from "../dashboard/page.tsx";
import { LogsPage } from "../logs/page.tsx";
import { TraceSearchPage } from "../traces/search.tsx";
import { TracePage } from "../traces/page.tsx";
import { exploreTarget } from "./explore.ts";
import { HomePage } from "./home.tsx";

const homeDashboard = "otel-overview";

/** The page that an address names; the addresses are Grafana's where it has the same page. */
export function Page({ url }: { readonly url: URL }) {
  const [first = "", second] = url.pathname.split("/").slice(1).map(decodeURIComponent);
  switch (first) {
    case "":
      return <DashboardPage uid={homeDashboard} url={url} />;
    case "dashboards":
      return <HomePage url={url} />;
    case "d":
      return <DashboardPage uid={second ?? homeDashboard} url={url} />;
    case "traces":
      return second ? <TracePage key={second} traceId={second} url={url} /> : <TraceSearchPage url={url} />;
    case "logs":
      return <LogsPage url={url} />;
    case "alerts":
    case "alerting":
      return <AlertsPage url={url} />;
    case "explore":
      return <Explore url={url} />;
    default:
      return (
        <Alert
          severity="warning"
          title={`No page ${url.pathname}: expected /dashboards, /d/UID, /traces, /logs or /alerts`}
        />
      );
  }
}

/** Links that were made for Grafana's Explore lead to the page here that answers the same question. */
function Explore({ url }: { readonly url: URL }) {
  const target = exploreTarget(url);
  return <Page url={new URL(target, url)} />;
}
