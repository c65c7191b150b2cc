import { expect, test } from "vitest";
import { defaultConfig } from "../src/config.ts";
import { dashboardLink, exploreTraces, seriesLink } from "../src/dashboards/parts/links.ts";

test("a search for traces is a pane of Explore once Grafana has put the variables in", () => {
  const url = new URL(
    exploreTraces(defaultConfig)
      .replace("${service}", "shop-orders")
      .replace("${__from}", "1795298000000")
      .replace("${__to}", "1795301600000"),
  );
  expect(url.href).toMatch(`${defaultConfig.grafanaUrl}/explore?`);
  expect(JSON.parse(url.searchParams.get("panes") ?? "")).toEqual({
    traces: {
      datasource: "traces",
      queries: [{ refId: "A", queryType: "search", service: "shop-orders" }],
      range: { from: "1795298000000", to: "1795301600000" },
    },
  });
});

test("a link keeps the time and names what the row or series is about", () => {
  expect(dashboardLink("Open", "otel-service", { job: "job", route: "http_route" }).url).toBe(
    "/d/otel-service?var-job=${__data.fields.job:percentencode}&var-route=${__data.fields.http_route:percentencode}&${__url_time_range}",
  );
  expect(seriesLink("Open", "otel-node", { job: "job" }).url).toBe(
    "/d/otel-node?var-job=${__field.labels.job:percentencode}&${__url_time_range}",
  );
});
