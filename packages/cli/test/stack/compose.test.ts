import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { backendArguments, backendEnv, type Backend } from "../../src/stack/arguments.ts";
import { collectorStart } from "../../src/stack/collector.ts";
import { basePorts, type PortName } from "../../src/stack/ports.ts";
import { repositoryRoot } from "../../src/stack/render.ts";
import { serviceOfPort } from "../../src/stack/topology.ts";
import { composeText, loadCompose, secrets } from "./compose-file.ts";

const compose = loadCompose(secrets);
const services = Object.entries(compose.services);
const compositeParts = new Set(["volumes", "collector-health"]);
const portByVariable = new Map(
  (Object.keys(basePorts) as PortName[]).map((name) => [
    `PORT_${name.replaceAll(/[A-Z]/g, "_$&").toUpperCase()}`,
    name,
  ]),
);

test("the file is valid by the compose specification's schema", () => {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, "data/compose-spec.json"), "utf8")) as object;
  const validate = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

  expect(validate(compose), JSON.stringify(validate.errors, null, 2)).toBe(true);
  // And the schema does refuse: a key it does not know.
  expect(validate({ services: { collector: { image: "x", helthcheck: {} } } })).toBe(false);
});

describe("secrets", () => {
  test.for(Object.keys(secrets))("%s has no default and its absence has a message", (name) => {
    expect(() => loadCompose({ ...secrets, [name]: "" })).toThrow(
      /is not set and has no default\. otelstack up makes one/,
    );
  });

  test("no variable that holds a secret has a default", () => {
    const defaults = composeText.matchAll(/\$\{(\w*(?:PASSWORD|SECRET|TOKEN|KEY)\w*):-([^}]+)\}/g);
    expect([...defaults].map(([, name]) => name)).toEqual([]);
  });
});

describe("ports", () => {
  const published = services.flatMap(([service, { ports = [] }]) => ports.map((port) => ({ service, port })));

  test.for(published)("$service publishes $port on loopback", ({ port }) => {
    expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test("each is the port of ports.ts, by its own variable, and of the service that owns it", () => {
    const written = [...composeText.matchAll(/127\.0\.0\.1:\$\{(\w+):-(\d+)\}:(\d+)/g)];
    expect(written).toHaveLength(published.length);
    for (const [text, variable = "", publishedPort, containerPort] of written) {
      const name = portByVariable.get(variable) ?? expect.fail(`${variable} is no port of ports.ts`);
      expect(Number(publishedPort), text).toBe(basePorts[name]);
      expect(compose.services[serviceOfPort[name]]?.ports, text).toContain(
        `127.0.0.1:${publishedPort}:${containerPort}`,
      );
      // Only the database images keep their well-known port inside.
      if (!["postgres", "redis", "rabbitmq"].includes(name)) expect(containerPort, text).toBe(publishedPort);
    }
  });

  test("every host and port in a mounted configuration is a service and a port it listens on", () => {
    const rendered = ["prometheus.yml", "loki.yaml", "jaeger.yaml", "collector.env"];
    const files = [
      ...rendered.map((name) => `collector/compose/${name}`),
      "grafana/dist/provisioning/datasources/stack.yaml",
    ];
    const addresses = files.flatMap((file) =>
      [...read(file).matchAll(/(?:https?:\/\/|["'=[ ])([a-z][a-z-]*):(\d{4,5})\b/g)].map(([, host, port]) => ({
        file,
        host,
        port,
      })),
    );
    expect(addresses.length).toBeGreaterThan(12);
    for (const { file, host = "", port } of addresses) {
      const known = (Object.keys(basePorts) as PortName[]).find(
        (name) => serviceOfPort[name] === host && basePorts[name] === Number(port),
      );
      expect(known, `${file}: ${host}:${port}`).toBeDefined();
      expect(compose.services, `${file}: ${host}`).toHaveProperty(host);
    }
  });
});

describe("mounts", () => {
  const mounts = services.flatMap(([service, { volumes = [], env_file: envFiles = [] }]) =>
    [...volumes.map((volume) => volume.split(":")[0] ?? ""), ...envFiles.map((file) => `./${file}`)].map((source) => ({
      service,
      source,
    })),
  );

  test.for(mounts.filter(({ source }) => source.startsWith("./")))("$source of $service exists", ({ source }) => {
    expect(existsSync(join(repositoryRoot, source))).toBe(true);
  });

  test("every other one is a declared volume", () => {
    const named = mounts.filter(({ source }) => !source.startsWith("./")).map(({ source }) => source);
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  });
});

describe("services", () => {
  test.for(services)("%s: image by exact version, limits, restart, health", ([name, service]) => {
    expect(service.image).toMatch(/^[\w./-]+:v?\d+\.\d+(?:\.\d+)?(?:-\w+)?$/);
    expect(service.deploy?.resources.limits).toMatchObject({ cpus: expect.any(String), memory: expect.any(String) });
    if (name === "volumes") return;
    expect(service.restart).toBe("unless-stopped");
    const asked = name === "collector" ? compose.services["collector-health"] : service;
    expect(asked?.healthcheck?.test[0]).toBe("CMD");
  });

  test("the backends start with the same arguments as natively", () => {
    for (const backend of ["prometheus", "loki", "jaeger", "alertmanager"] satisfies Backend[]) {
      expect(compose.services[backend]?.command, backend).toEqual(backendArguments({ kind: "compose" }, backend));
      expect(compose.services[backend]?.environment ?? {}, backend).toEqual(backendEnv(backend));
    }
    expect(String(compose.services["collector"]?.command).trim()).toBe(
      collectorStart({ kind: "compose" }, {}).arguments[0],
    );
  });

  test("every service of the topology exists and no other", () => {
    const expected = new Set([...Object.values(serviceOfPort), ...compositeParts]);
    expect(new Set(Object.keys(compose.services))).toEqual(expected);
  });
});

function read(path: string): string {
  return readFileSync(join(repositoryRoot, path), "utf8");
}
