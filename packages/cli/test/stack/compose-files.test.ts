import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConfigOverride } from "@org/otel-grafana";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  composeOverride,
  configVariables,
  containerChange,
  overrideFile,
  writeCompose,
} from "../../src/stack/compose-files.ts";
import { stackConfig } from "../../src/stack/config.ts";
import { stackPaths, type StackPaths } from "../../src/stack/home.ts";
import { portsAt } from "../../src/stack/ports.ts";
import { composeText, loadCompose, secrets } from "./compose-file.ts";

const configured = (override: ConfigOverride) => stackConfig(portsAt(0), override);
let home: string;
let paths: StackPaths;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "otelstack-compose-"));
  paths = await stackPaths({ env: { OTELSTACK_HOME: home }, portOffset: 0 });
});
afterEach(() => rm(home, { recursive: true }));

test("everything that compose mounts of a configuration is written, and its variables lead there", async () => {
  const config = configured({ timeScale: 0.2 });
  await writeCompose(config, paths);
  const variables = configVariables(config, paths);
  const { services } = loadCompose({ ...secrets, ...variables });
  const mounted = Object.values(services)
    .flatMap(({ volumes = [], env_file: env = [] }) => [...volumes.map((volume) => volume.split(":")[0] ?? ""), ...env])
    .filter((source) => source.startsWith(paths.config));

  // Four files of the parts, rules twice, routes, and three folders of Grafana's.
  expect(mounted).toHaveLength(10);
  for (const source of mounted) {
    const there = await readFile(source).then(
      () => true,
      () => readdir(source).then((names) => names.length > 0),
    );
    expect(there, source).toBe(true);
  }
  expect(services["prometheus"]?.command).toContain("--query.lookback-delta=60s");
  expect(await readFile(join(paths.config, "compose/prometheus.yml"), "utf8")).toContain("scrape_interval: 3s");
});

describe("alerting by Grafana", () => {
  const mounts = /provisioning-alerting|provisioning\/alerting/;

  test("docker-compose.yml mounts none of it, with whatever variables", () => {
    expect(composeText).not.toMatch(mounts);
  });

  test("a configuration mounts it only where Prometheus, Loki and Alertmanager have none", async () => {
    expect(JSON.stringify(composeOverride(configured({}), "/mixin"))).not.toMatch(mounts);

    const config = configured({ alerting: "grafana" });
    await writeCompose(config, paths);
    expect(await readFile(overrideFile(paths), "utf8")).toContain(
      `${paths.config}/mixin/provisioning-alerting:/etc/grafana/provisioning/alerting:ro`,
    );
    const rules = join(paths.config, "mixin/prometheus/rules");
    for (const name of await readdir(rules)) {
      expect(await readFile(join(rules, name), "utf8"), name).not.toMatch(/^ +- alert:/m);
    }
    expect(await readdir(join(paths.config, "mixin/loki/rules/fake"))).toEqual(["none.yaml"]);
  });

  test("Grafana gets the mail server, its password by file", async () => {
    const email = { to: "a@b.c", from: "d@e.f", smarthost: "mail:587", username: "u", passwordFile: "/s/mail" };
    expect(composeOverride(configured({ alerting: "grafana", receivers: { email } }), "/mixin")).toMatchObject({
      services: {
        grafana: {
          volumes: ["/s/mail:/s/mail:ro", "/mixin/provisioning-alerting:/etc/grafana/provisioning/alerting:ro"],
          environment: { GF_SMTP_HOST: "mail:587", GF_SMTP_USER: "u", GF_SMTP_PASSWORD__FILE: "/s/mail" },
        },
      },
    });
  });
});

describe("secrets", () => {
  test("are mounted where they lie, each once", () => {
    const receivers = { slack: { urlFile: "/s/slack", channel: "#a" }, webhook: { urlFile: "/s/slack" } };
    expect(composeOverride(configured({ receivers }), "/mixin")).toEqual({
      services: { alertmanager: { volumes: ["/s/slack:/s/slack:ro"] } },
    });
  });

  test("that the container's account could not read are an error before anything is written", async () => {
    const urlFile = join(home, "slack");
    await writeFile(urlFile, "https://hooks.example.com");
    await chmod(urlFile, 0o600);
    const config = configured({ receivers: { slack: { urlFile, channel: "#a" } } });

    await expect(writeCompose(config, paths)).rejects.toThrow(`${urlFile}: mode 600, but a container`);
    await expect(readdir(join(paths.config, "compose"))).rejects.toThrow("ENOENT");
    await chmod(urlFile, 0o644);
    await writeCompose(config, paths);
  });
});

test("what a change means for containers that run", async () => {
  await writeCompose(configured({}), paths);
  const change = (override: ConfigOverride) => writeCompose(configured(override), paths).then(containerChange);

  expect(await change({})).toEqual({ reload: [], restart: [] });
  expect(await change({ minimumRate: 7 })).toMatchObject({ reload: ["prometheus"] });
  expect(await change({ minimumRate: 7, routing: { groupWait: "1m" } })).toMatchObject({ reload: ["alertmanager"] });
  expect(await change({ minimumRate: 7, timeScale: 0.5 })).toEqual({
    reload: ["prometheus", "alertmanager"],
    restart: ["loki", "grafana"],
  });
});
