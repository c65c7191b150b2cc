import { expect, test } from "vitest";
import { parse } from "yaml";
import { defaultConfig, generateMixin, mergeConfig, type Config } from "../../src/index.ts";

interface DataSource {
  readonly uid: string;
  readonly type: string;
  readonly url: string;
  readonly editable: boolean;
  readonly jsonData: Record<string, unknown>;
}

function textOf(config: Config, path: string): string {
  return generateMixin(config).find((file) => file.path === path)?.content ?? expect.fail(`${path} is not made`);
}

function sources(config: Config): Record<string, DataSource> {
  const { datasources } = parse(textOf(config, "provisioning/datasources/stack.yaml")) as { datasources: DataSource[] };
  return Object.fromEntries(datasources.map((source) => [source.uid, source]));
}

test("the uids are those that dashboards use, whatever product stores the traces", () => {
  const tempo = mergeConfig(defaultConfig, { stores: { traces: { type: "tempo", url: "http://tempo:3200" } } });

  expect(Object.keys(sources(defaultConfig))).toEqual(["prometheus", "loki", "traces", "alertmanager"]);
  expect(sources(defaultConfig)["traces"]).toMatchObject({
    type: "jaeger",
    url: "http://jaeger:16686",
    editable: false,
  });
  expect(sources(tempo)["traces"]).toMatchObject({
    type: "tempo",
    url: "http://tempo:3200",
    jsonData: { serviceMap: { datasourceUid: "prometheus" }, tracesToLogsV2: { datasourceUid: "loki" } },
  });
});

test("every link leads to a data source that is there", () => {
  for (const config of [
    defaultConfig,
    mergeConfig(defaultConfig, { stores: { traces: { type: "tempo", url: "http://t" } } }),
  ]) {
    const all = sources(config);
    const targets = [...JSON.stringify(all).matchAll(/"datasourceUid":"([^"]+)"/g)].map(([, uid = ""]) => uid);
    expect(targets.length).toBeGreaterThan(3);
    for (const uid of targets) expect(all).toHaveProperty(uid);
  }
});

test("the interval is that at which points really come, so that $__rate_interval holds four of them", () => {
  expect(sources(defaultConfig)["prometheus"]?.jsonData["timeInterval"]).toBe("15s");
  expect(sources(mergeConfig(defaultConfig, { timeScale: 0.2 }))["prometheus"]?.jsonData["timeInterval"]).toBe("3s");
});

test("dashboards come from the folder that compose mounts, in the folders of the disk, and cannot be changed there", () => {
  expect(parse(textOf(defaultConfig, "provisioning/dashboards/stack.yaml"))).toEqual({
    apiVersion: 1,
    providers: [
      {
        name: "otelstack",
        orgId: 1,
        type: "file",
        disableDeletion: false,
        allowUiUpdates: false,
        updateIntervalSeconds: 30,
        options: { path: "/etc/grafana/dashboards", foldersFromFilesStructure: true },
      },
    ],
  });
});
