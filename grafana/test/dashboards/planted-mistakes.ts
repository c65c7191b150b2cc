import { panelsOf, type Dashboard, type Panel, type Target, type World } from "./world.ts";

/** A mistake for each check, and a part of what the check must say about it. */
export interface PlantedMistake {
  readonly check: string;
  readonly name: string;
  readonly plant: (world: World) => void;
  readonly finds: string;
}

export const plantedMistakes: readonly PlantedMistake[] = [
  {
    check: "hasClassicShape",
    name: "an older schema",
    plant: (world) => (chosen(world).schemaVersion = 39),
    finds: "has schemaVersion 39",
  },
  {
    check: "hasClassicShape",
    name: "a panel type that nobody knows",
    plant: (world) => (graph(world).type = "graph"),
    finds: "unknown type graph",
  },
  {
    check: "hasAllFolders",
    name: "a dashboard in another folder",
    plant: ({ files }) => (files[0]!.folder = "Elsewhere"),
    finds: "is not where it belongs",
  },
  {
    check: "hasUniqueNames",
    name: "two panels with one id",
    plant: (world) => (panelsOf(chosen(world))[1]!.id = graph(world).id),
    finds: "is there twice",
  },
  {
    check: "hasUniqueNames",
    name: "a copied dashboard",
    plant: ({ files }) => files.push(structuredClone(files[0]!)),
    finds: "uid otel-overview is there twice",
  },
  {
    check: "hasNoOverlaps",
    name: "a panel beyond the right edge",
    plant: (world) => (graph(world).gridPos.x = 20),
    finds: "is outside of the 24 columns",
  },
  {
    check: "hasNoOverlaps",
    name: "a panel on top of another",
    plant: (world) => (chosen(world).panels[1]!.gridPos = { ...chosen(world).panels[0]!.gridPos }),
    finds: "overlaps",
  },
  {
    check: "hasWords",
    name: "no description",
    plant: (world) => delete graph(world).description,
    finds: "no description",
  },
  {
    check: "hasWords",
    name: "no unit",
    plant: (world) => delete graph(world).fieldConfig!.defaults["unit"],
    finds: "no unit",
  },
  {
    check: "hasWords",
    name: "nothing to say when there is no data",
    plant: (world) => delete graph(world).fieldConfig!.defaults["noValue"],
    finds: "no noValue",
  },
  {
    check: "hasWords",
    name: "a raw legend",
    plant: (world) => (query(world).legendFormat = "__auto"),
    finds: "no legend",
  },
  {
    check: "hasPaletteColors",
    name: "a red that looks like the green to some",
    plant: (world) =>
      (graph(world).fieldConfig!.defaults["color"] = { mode: "fixed", fixedColor: "#ff0000", color: "red" }),
    finds: "uses the colour #ff0000",
  },
  {
    check: "hasKnownSources",
    name: "a data source of another installation",
    plant: (world) => (query(world).datasource = { type: "prometheus", uid: "P1809F7CD0C75ACF3" }),
    finds: "P1809F7CD0C75ACF3",
  },
  {
    check: "hasLiveLinks",
    name: "a link to nowhere",
    plant: (world) => (chosen(world).links[0]!.url = "/d/otel-nowhere"),
    finds: "otel-nowhere, which is not there",
  },
  {
    check: "hasLiveLinks",
    name: "a variable that the target does not have",
    plant: (world) => (chosen(world).links[0]!.url = "/d/otel-service?var-tenant=x"),
    finds: "variable tenant, which it does not have",
  },
  {
    check: "isReachable",
    name: "an Overview without links",
    plant: ({ files }) => {
      const overview = files.find(({ dashboard }) => dashboard.uid === "otel-overview")!;
      overview.dashboard = { ...overview.dashboard, links: [], panels: [] };
    },
    finds: "no way leads from otel-overview to otel-service",
  },
  {
    check: "hasAWayHome",
    name: "a dead end",
    plant: (world) => (chosen(world).links = []),
    finds: "has no way back",
  },
  {
    check: "usesItsVariables",
    name: "a variable that is not defined",
    plant: (world) => (query(world).expr = 'up{job=~"$cluster"}'),
    finds: "asks with $cluster, which it does not have",
  },
  {
    check: "usesItsVariables",
    name: "a variable that nothing uses",
    plant: (world) => chosen(world).templating.list.push({ name: "region", type: "textbox", query: "" }),
    finds: "variable region and no use for it",
  },
  {
    check: "usesItsVariables",
    name: "a result taken for a value",
    plant: (world) =>
      chosen(world).templating.list.push({
        name: "queue",
        type: "query",
        query: "query_result(count by (queue) (up))",
      }),
    finds: "offers whole results as values of queue",
  },
  {
    check: "parses",
    name: "an unclosed parenthesis",
    plant: (world) => (query(world).expr = "sum(rate(up[5m])"),
    finds: "at 16",
  },
  {
    check: "parses",
    name: "a LogQL pipe without a stage",
    plant: (world) =>
      Object.assign(query(world), { expr: '{service_name="a"} | ', datasource: { type: "loki", uid: "loki" } }),
    finds: "at",
  },
  {
    check: "readsWhatIsRecorded",
    name: "a metric that nobody records",
    plant: (world) => (query(world).expr = "rate(http_server_duration_milliseconds_count[5m])"),
    finds: "nobody records http_server_duration_milliseconds_count",
  },
  {
    check: "readsWhatIsRecorded",
    name: "a matcher on a label that the metric does not have",
    plant: (world) => (query(world).expr = 'http_server_active_requests{http_route="/"}'),
    finds: "no series has the label http_route",
  },
  {
    check: "readsWhatIsRecorded",
    name: "a group by a label that is already gone",
    plant: (world) => (query(world).expr = "sum by (instance) (sum by (job) (up))"),
    finds: "no series has the label instance",
  },
  {
    check: "readsWhatIsRecorded",
    name: "a percentile without buckets",
    plant: (world) =>
      (query(world).expr =
        "histogram_quantile(0.9, sum by (job) (rate(http_server_request_duration_seconds_bucket[5m])))"),
    finds: "no series has the label le",
  },
  {
    check: "selectsStreams",
    name: "a stream label that Loki does not have",
    plant: (world) => Object.assign(query(world), { expr: '{job="a"}', datasource: { type: "loki", uid: "loki" } }),
    finds: "no streams by job",
  },
  {
    check: "namesWhatItShows",
    name: "a legend of a label that the query drops",
    plant: (world) => Object.assign(query(world), { expr: "sum by (job) (up)", legendFormat: "{{instance}}" }),
    finds: "the legend's instance is not in the result",
  },
  {
    check: "hasTheColumnsItNames",
    name: "a column that no query fills",
    plant: (world) => {
      const table = panelsOf(chosen(world)).find(({ type }) => type === "table")!;
      table.targets!.length = 1;
    },
    finds: "has no field Value #B",
  },
  {
    check: "ratesCounters",
    name: "a counter as it stands",
    plant: (world) => (query(world).expr = "sum(app_business_events_total)"),
    finds: "the counter app_business_events_total without a rate",
  },
  {
    check: "ratesCounters",
    name: "a rate of a gauge",
    plant: (world) => (query(world).expr = "rate(app_task_active[5m])"),
    finds: "a rate of the gauge app_task_active",
  },
  {
    check: "asksLittle",
    name: "a hundred queries",
    plant: (world) => (graph(world).targets = Array.from({ length: 100 }, () => query(world))),
    finds: "at most",
  },
  {
    check: "usesEveryMetric",
    name: "a metric that nothing shows",
    plant: (world) => (world.metrics = [...world.metrics, { ...world.metrics[0]!, name: "app_forgotten" }]),
    finds: "app_forgotten is in no dashboard",
  },
];

function chosen({ files }: World): Dashboard {
  return files.find(({ dashboard }) => dashboard.uid === "otel-business")!.dashboard;
}

function graph(world: World): Panel {
  return panelsOf(chosen(world)).find(({ type }) => type === "timeseries")!;
}

function query(world: World): Target {
  return graph(world).targets![0]!;
}
