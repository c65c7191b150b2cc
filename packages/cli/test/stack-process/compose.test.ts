import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { composeArguments, composeVariables, isWell, parseContainers } from "../../src/stack/compose.ts";
import { stackConfig } from "../../src/stack/config.ts";
import { stackPaths } from "../../src/stack/home.ts";
import { portsAt } from "../../src/stack/ports.ts";
import { repositoryRoot } from "../../src/stack/render.ts";
import type { Secrets } from "../../src/stack/secrets.ts";

// What can be known without a container engine: that compose is asked for the right project, and gets all it asks for.

const secrets: Secrets = {
  "bugsink-admin-password": "a",
  "bugsink-api-token": "b",
  "bugsink-secret-key": "c",
  "bugsink-project-key": "d",
  "grafana-admin-password": "e",
  "view-token": "v",
  "demo-database-password": "f",
};
const home = { OTELSTACK_HOME: "/srv/stacks" };
const basePaths = await stackPaths({ env: home, portOffset: 0 });
const file = readFileSync(join(repositoryRoot, "docker-compose.yml"), "utf8");

function variables(offset: number, env = {}): Map<string, string> {
  const ports = portsAt(offset);
  const text = composeVariables({ config: stackConfig(ports), paths: basePaths, ports, secrets, env });
  const lines = text.trimEnd().split("\n");
  return new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 2, -1)]));
}

test("every secret and port that docker-compose.yml asks for is given", () => {
  const asked = [...file.matchAll(/\$\{(\w+):\?/g), ...file.matchAll(/\$\{(PORT_\w+):-/g)].map(
    ([, name]) => name ?? "",
  );
  expect(asked.length).toBeGreaterThan(20);
  const given = variables(0);
  expect(asked.filter((name) => !given.has(name))).toEqual([]);
});

test("without an offset the ports are those that docker-compose.yml has by itself; with one all are moved", () => {
  const byDefault = [...file.matchAll(/\$\{(PORT_\w+):-(\d+)\}/g)].map(([, name = "", port = ""]) => [name, port]);
  for (const [name = "", port] of byDefault) {
    expect([name, variables(0).get(name)]).toEqual([name, port]);
    expect(variables(100).get(name)).toBe(String(Number(port) + 100));
  }
});

test("overlays that the environment asks for reach the collector's command line", () => {
  expect(variables(0).get("COLLECTOR_ARGS")).toBe("");
  const withToken = variables(0, { OTLP_TOKEN: "0123456789abcdef" }).get("COLLECTOR_ARGS");
  expect(withToken).toContain("--config=/etc/otelcol/overlays/token.yaml");
  expect(withToken).not.toContain("otel-collector.yaml");
});

test("what compose says of its containers is understood, as lines and as a list", () => {
  const collector = { Name: "otelstack-collector-1", Service: "collector", State: "running", Health: "", ExitCode: 0 };
  const loki = { Name: "otelstack-loki-1", Service: "loki", State: "running", Health: "starting", ExitCode: 0 };
  const volumes = { Name: "otelstack-volumes-1", Service: "volumes", State: "exited", Health: "", ExitCode: 0 };
  const all = [collector, loki, volumes];
  const containers = parseContainers(`${all.map((one) => JSON.stringify(one)).join("\n")}\n`);
  expect(parseContainers(JSON.stringify(all))).toEqual(containers);
  expect(containers.map((one) => [one.service, isWell(one)])).toEqual([
    ["collector", true],
    ["loki", false],
    ["volumes", true],
  ]);
  expect(isWell({ service: "jaeger", state: "exited", health: "", exitCode: 137 })).toBe(false);
});

test("each offset is a project of its own", async () => {
  const paths = await stackPaths({ env: home, portOffset: 100 });
  const args = composeArguments({ portOffset: 100, paths, profiles: ["demo", "bugsink"], env: {} }, ["up", "--wait"]);
  expect(args.join(" ")).toBe(
    `compose --project-name otelstack-100 --file ${repositoryRoot}docker-compose.yml --env-file /srv/stacks/offset-100/config/compose.env --profile demo --profile bugsink up --wait`,
  );
});
