import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { loadCompose, secrets } from "./compose-file.ts";
import { repositoryRoot } from "../../src/stack/render.ts";

interface DataSource {
  readonly uid: string;
  readonly type: string;
  readonly jsonData: {
    readonly exemplarTraceIdDestinations?: { readonly name: string; readonly datasourceUid: string }[];
    readonly derivedFields?: {
      readonly matcherType: string;
      readonly matcherRegex: string;
      readonly datasourceUid: string;
      readonly url: string;
    }[];
    readonly tracesToLogsV2?: { readonly datasourceUid: string; readonly customQuery: boolean; readonly query: string };
  };
}

const text = readFileSync(join(repositoryRoot, "grafana/dist/provisioning/datasources/stack.yaml"), "utf8");
const { datasources } = parse(text) as { datasources: DataSource[] };

function source(uid: string): DataSource {
  return datasources.find((candidate) => candidate.uid === uid) ?? expect.fail(`no data source ${uid}`);
}

test("three stores under the uids that dashboards use", () => {
  expect(datasources.map(({ uid, type }) => `${uid}: ${type}`)).toEqual(
    expect.arrayContaining(["prometheus: prometheus", "loki: loki", "traces: jaeger"]),
  );
});

test("a trace leads to its log lines", () => {
  expect(source("traces").jsonData.tracesToLogsV2).toMatchObject({
    datasourceUid: "loki",
    customQuery: true,
    query: '{service_name=~".+"} | trace_id = "$${__trace.traceId}"',
  });
});

test("a log line leads to its trace", () => {
  expect(source("loki").jsonData.derivedFields?.[0]).toMatchObject({
    matcherType: "label",
    matcherRegex: "trace_id",
    datasourceUid: "traces",
    url: "$${__value.raw}",
  });
});

test("an exemplar leads to its trace", () => {
  expect(source("prometheus").jsonData.exemplarTraceIdDestinations).toEqual([
    { name: "trace_id", datasourceUid: "traces" },
  ]);
});

test("its home is the Overview, where compose mounts it", () => {
  const { environment = {}, volumes = [] } = loadCompose(secrets).services["grafana"] ?? {};
  const home = environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"] ?? "";
  const [from = "", to = ""] = volumes.find((volume) => home.startsWith(volume.split(":")[1] ?? "-"))?.split(":") ?? [];
  const file = join(repositoryRoot, home.replace(to, from));

  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ uid: "otel-overview" });
});

test("every $ is doubled: provisioning replaces single ones by environment variables", () => {
  expect(text.replaceAll("$$", "")).not.toContain("$");
});
