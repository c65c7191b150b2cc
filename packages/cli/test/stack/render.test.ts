import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { stackConfig } from "../../src/stack/config.ts";
import { basePorts, portsAt } from "../../src/stack/ports.ts";
import {
  fillTemplates,
  placeholderValues,
  renderStack,
  repositoryRoot,
  templateNames,
} from "../../src/stack/render.ts";
import { serviceOfPort, type NativeTarget } from "../../src/stack/topology.ts";

const native: NativeTarget = { kind: "native", ports: portsAt(0), dataDir: "/n/data", configDir: "/n/config" };
const services = [...new Set(Object.values(serviceOfPort))].join("|");

/** Addresses and folders of both targets under the same names; everything else stays. */
function withoutPlaces(text: string): string {
  return text
    .replaceAll(new RegExp(String.raw`\b(?:127\.0\.0\.1|0\.0\.0\.0|${services}):(\d+)`, "g"), "ADDRESS:$1")
    .replaceAll(/127\.0\.0\.1|0\.0\.0\.0/g, "HOST")
    .replaceAll(/\/n\/data\/loki|\/loki(?=[/"])/g, "DATA")
    .replaceAll(/\/n\/data\/jaeger|\/badger/g, "DATA")
    .replaceAll(/\/n\/config|\/etcDATA/g, "CONFIG");
}

function contentOf(path: string, files: readonly { path: string; content: string }[]): string {
  return files.find((file) => file.path === path)?.content ?? expect.fail(`${path} was not rendered`);
}

test.for([...templateNames])("%s differs between native and compose in addresses and folders only", (path) => {
  const inCompose = contentOf(path, renderStack({ kind: "compose" }));
  const natively = contentOf(path, renderStack(native));

  expect(withoutPlaces(inCompose)).toBe(withoutPlaces(natively));
  expect(inCompose).not.toContain("{{");
});

test("a port offset moves every port that a native file names", () => {
  const moved = renderStack({ ...native, ports: portsAt(10_000) });
  for (const path of templateNames) {
    const base = Object.values(basePorts).reduce(
      (text, port) => text.replaceAll(new RegExp(String.raw`(:\s?)${port}\b`, "g"), `$1${port + 10_000}`),
      contentOf(path, renderStack(native)),
    );
    expect(contentOf(path, moved)).toBe(base);
  }
});

test("natively nothing listens or is reached beyond loopback", () => {
  const text = renderStack(native)
    .filter(({ path }) => templateNames.includes(path))
    .map(({ content }) => content)
    .join("\n");

  expect(text).not.toContain("0.0.0.0");
  expect(text).not.toMatch(/(?<!tcp|\d):\/\/(?!127\.0\.0\.1)/);
});

test("the native files are whole: the pipeline, its overlays, one file per backend, rules", () => {
  const paths = renderStack(native).map(({ path }) => path);

  expect(paths).toEqual(expect.arrayContaining(["otel-collector.yaml", "overlays/sentry.yaml", ...templateNames]));
  expect(paths.filter((path) => path.startsWith("rules/")).length).toBeGreaterThan(0);
  for (const { path, content } of renderStack(native)) {
    if (/\.ya?ml$/.test(path)) expect(() => parse(content, { merge: true }), path).not.toThrow();
  }
});

test("rules, routes and templates are those of grafana/dist, and nothing else of it", () => {
  const rendered = renderStack(native).filter(({ path }) => /^(?:rules|alertmanager)\//.test(path));
  const committed = ["prometheus/rules", "loki/rules", "alertmanager"].flatMap(filesOf);

  expect(rendered.length).toBeGreaterThan(5);
  expect(rendered.map(({ content }) => content).toSorted()).toEqual(committed.toSorted());
});

test("a scale shortens every interval in the same way, down to a second", () => {
  const scaled = (timeScale: number): string[] => {
    const files = renderStack(native, stackConfig(native.ports, { timeScale }));
    const text = ["prometheus.yml", "loki.yaml", "command-lines/prometheus.txt", "command-lines/collector.txt"].map(
      (path) => contentOf(path, files),
    );
    return [
      ...text
        .join("\n")
        .matchAll(/(?:scrape_interval|evaluation_interval|lookback-delta|resend_delay|INTERVAL)[:=] ?(\w+)/g),
    ].map(([, value = ""]) => value);
  };

  expect(scaled(1)).toEqual(["15s", "15s", "1m", "1m", "5m", "15s"]);
  expect(scaled(1 / 5)).toEqual(["3s", "3s", "12s", "12s", "60s", "3s"]);
  expect(scaled(1 / 60)).toEqual(["1s", "1s", "1s", "1s", "5s", "1s"]);
});

test("a placeholder nobody defines is an error that names file and placeholder", () => {
  expect(() => fillTemplates([{ path: "loki.yaml", content: "port: {{port.lokki}}" }], { "port.loki": "1" })).toThrow(
    "loki.yaml: placeholder {{port.lokki}} has no value; known are port.loki",
  );
});

test("a value no template uses is an error", () => {
  const values = { ...placeholderValues(native), "port.left": "1" };
  const templates = [
    {
      path: "all",
      content: Object.keys(placeholderValues(native))
        .map((name) => `{{${name}}}`)
        .join(),
    },
  ];

  expect(() => fillTemplates(templates, values)).toThrow("no template uses port.left");
});

function filesOf(folder: string): string[] {
  const path = join(repositoryRoot, "grafana/dist", folder);
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}
