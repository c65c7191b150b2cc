import type { DashboardLinkJson } from "../panel/schema.ts";
import type { DashboardDef, Way } from "./definition.ts";

/** Every dashboard of ours carries it; the list of all of them is made from it. */
export const tag = "otelstack";

const overviewUid = "otel-overview";

/** The way back to the Overview, the ways of the dashboard itself, and the list of all others. */
export function linksOf({ uid, ways = [] }: DashboardDef): DashboardLinkJson[] {
  const home: Way[] = uid === overviewUid ? [] : [{ title: "Overview", to: overviewUid }];
  return [
    ...[...home, ...ways].map(linkTo),
    { ...common, title: "All dashboards", type: "dashboards", tags: [tag], asDropdown: true, url: "" },
  ];
}

const common = {
  icon: "external link",
  tooltip: "",
  targetBlank: false,
  keepTime: true,
  includeVars: true,
  tags: [],
  asDropdown: false,
};

function linkTo({ title, to }: Way): DashboardLinkJson {
  const isOutside = to.includes("://");
  return {
    ...common,
    type: "link",
    title,
    url: isOutside ? to : `/d/${to}`,
    ...(isOutside && { targetBlank: true, keepTime: false, includeVars: false }),
  };
}
