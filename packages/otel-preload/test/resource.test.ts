import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { createResource } from "../src/resource.ts";

const folder = mkdtempSync(join(tmpdir(), "resource-"));
afterAll(() => rmSync(folder, { recursive: true }));

function attributes(env: Record<string, string>, app: { mainScript?: string; cwd?: string } = {}) {
  const config = readConfig(env, () => {});
  return createResource(config, { env, mainScript: app.mainScript, cwd: app.cwd ?? folder }).attributes;
}

test("the service's name: variable, resource attribute, package.json above the script, file name; never unknown_service", () => {
  const app = join(folder, "app");
  mkdirSync(join(app, "dist"), { recursive: true });
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "@acme/orders", version: "3.1.4" }));
  writeFileSync(join(app, "dist", "package.json"), JSON.stringify({ type: "module" }));
  const mainScript = join(app, "dist", "main.js");
  expect(attributes({}, { mainScript })).toMatchObject({ "service.name": "orders", "service.version": "3.1.4" });
  expect(
    attributes({ OTEL_RESOURCE_ATTRIBUTES: "service.name=from-attributes,service.namespace=shop" }, { mainScript }),
  ).toMatchObject({
    "service.name": "from-attributes",
    "service.namespace": "shop",
  });
  expect(
    attributes(
      { OTEL_RESOURCE_ATTRIBUTES: "service.name=from-attributes", OTEL_SERVICE_NAME: "named" },
      { mainScript },
    ),
  ).toMatchObject({ "service.name": "named" });
  expect(attributes({}, { mainScript: join(folder, "billing.mjs") })["service.name"]).toBe("billing");
});

test("environment, host, process; each start has an instance id of its own", () => {
  const first = attributes({ NODE_ENV: "production" });
  expect(first).toMatchObject({
    "deployment.environment.name": "production",
    "process.pid": process.pid,
    "process.runtime.name": "nodejs",
    "telemetry.distro.name": "@org/otel-preload",
  });
  expect(first["host.name"]).toBeTruthy();
  expect(first["service.instance.id"]).not.toBe(attributes({})["service.instance.id"]);
});

test("Kubernetes: the pod, with what the downward API put into variables", () => {
  const env = {
    KUBERNETES_SERVICE_HOST: "10.0.0.1",
    POD_NAME: "orders-1",
    POD_NAMESPACE: "shop",
    NODE_NAME: "node-a",
    POD_UID: "u-1",
  };
  expect(attributes(env)).toMatchObject({
    "k8s.pod.name": "orders-1",
    "k8s.namespace.name": "shop",
    "k8s.node.name": "node-a",
    "k8s.pod.uid": "u-1",
  });
  expect(Object.keys(attributes({})).filter((key) => key.startsWith("k8s."))).toEqual([]);
});

test("no command line, no owner: they hold secrets and people", () => {
  const names = Object.keys(attributes({}));
  expect(names).not.toContain("process.command_args");
  expect(names).not.toContain("process.command");
  expect(names).not.toContain("process.owner");
});

test("versions are those of the packages", () => {
  const versionOf = (path: string): unknown =>
    (JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as { version: unknown }).version;
  expect(attributes({})).toMatchObject({
    "telemetry.sdk.version": versionOf("../../../node_modules/@opentelemetry/sdk-metrics/package.json"),
    "telemetry.distro.version": versionOf("../package.json"),
  });
});
