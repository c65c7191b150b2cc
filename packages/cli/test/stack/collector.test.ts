import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { collectorComposeVariables, collectorStart, overlays } from "../../src/stack/collector.ts";
import { portsAt } from "../../src/stack/ports.ts";
import { repositoryRoot } from "../../src/stack/render.ts";
import { isLoopback, requireToken } from "../../src/stack/token.ts";
import type { NativeTarget } from "../../src/stack/topology.ts";

const native: NativeTarget = { kind: "native", ports: portsAt(0), dataDir: "/data", configDir: "/config" };
const token = "0123456789abcdef0123456789abcdef";
const sentry = {
  SENTRY_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:1/api/1/integration/otlp/v1/traces",
  SENTRY_OTLP_LOGS_ENDPOINT: "http://127.0.0.1:1/api/1/integration/otlp/v1/logs",
  SENTRY_OTLP_KEY: "key",
};

describe("beyond loopback a token is a must", () => {
  test.for(["127.0.0.1:4318", "127.8.8.8:1", "localhost:4318", "[::1]:4318"])("%s is loopback", (address) => {
    expect(isLoopback(address)).toBe(true);
  });

  test.for([
    "0.0.0.0:4318",
    ":4318",
    "[::]:4318",
    "10.0.0.5:4318",
    "127.0.0.1.example.com:4318",
    "localhost.example.com:4318",
    "collector:4318",
  ])("%s is not", (address) => {
    expect(isLoopback(address)).toBe(false);
  });

  test("an open receiver without token does not start, and the message says what to do", () => {
    expect(() => collectorStart(native, { COLLECTOR_OTLP_HTTP: "0.0.0.0:4318" })).toThrow(
      "COLLECTOR_OTLP_HTTP=0.0.0.0:4318 listens beyond loopback, and then OTLP_TOKEN must be set; make one with: openssl rand -hex 32; nothing was started",
    );
  });

  test("with a token it starts, and the receivers ask for it", () => {
    const start = collectorStart(native, { COLLECTOR_OTLP_GRPC: "0.0.0.0:4317", OTLP_TOKEN: token });

    expect(start.env).toMatchObject({ COLLECTOR_OTLP_GRPC: "0.0.0.0:4317", OTLP_TOKEN: token });
    expect(start.arguments).toContain("--config=/config/overlays/token.yaml");
  });

  test("a short token is refused, without showing it", () => {
    expect(() => requireToken({}, "hunter2")).toThrow("OTLP_TOKEN has 7 characters, expected at least 16");
    expect(() => requireToken({}, "hunter2")).not.toThrow("hunter2");
  });
});

describe("overlays", () => {
  test("none is used unless its variables are set, empty ones count as unset", () => {
    expect(collectorStart(native, { OTLP_TOKEN: "" }).arguments).toEqual(["--config=/config/otel-collector.yaml"]);
  });

  test("two that both add extensions get the union of the lists", () => {
    const start = collectorStart(native, { ...sentry, OTLP_TOKEN: token });

    expect(start.arguments).toEqual([
      "--config=/config/otel-collector.yaml",
      "--config=/config/overlays/sentry.yaml",
      "--config=/config/overlays/token.yaml",
      "--config=env:COLLECTOR_EXTENSIONS",
    ]);
    expect(parse(start.env["COLLECTOR_EXTENSIONS"] ?? "")).toEqual({
      service: {
        extensions: [
          "health_check",
          "file_storage/traces",
          "file_storage/logs",
          "file_storage/metrics",
          "file_storage/sentry",
          "bearertokenauth/otlp",
        ],
      },
    });
  });

  test("the table knows every extension that the files add", () => {
    const base = extensionsOf("otel-collector.yaml");
    for (const { file, extensions } of overlays) {
      expect(extensionsOf(`collector/overlays/${file}`) ?? base, file).toEqual([...(base ?? []), ...extensions]);
    }
  });

  test("half of Sentry's variables is an error that names the missing half", () => {
    expect(() => collectorStart(native, { SENTRY_OTLP_KEY: "key" })).toThrow(
      "SENTRY_OTLP_KEY is set, but SENTRY_OTLP_TRACES_ENDPOINT and SENTRY_OTLP_LOGS_ENDPOINT not",
    );
  });

  test("compose gets them as one string that splits at its spaces into the same arguments", () => {
    const variables = collectorComposeVariables({ ...sentry, OTLP_TOKEN: token });

    expect(variables["COLLECTOR_ARGS"]?.split(" ")).toEqual([
      "--config=/etc/otelcol/overlays/sentry.yaml",
      "--config=/etc/otelcol/overlays/token.yaml",
      "--config=env:COLLECTOR_EXTENSIONS",
    ]);
    expect(collectorComposeVariables({})).toEqual({ COLLECTOR_ARGS: "", COLLECTOR_EXTENSIONS: "" });
  });
});

test("Go's memory limit follows the collector's", () => {
  expect(collectorStart(native, { COLLECTOR_MEMORY_MIB: "900" }).env["GOMEMLIMIT"]).toBe("900MiB");
});

function extensionsOf(path: string): string[] | undefined {
  const config = parse(readFileSync(join(repositoryRoot, path), "utf8"), { merge: true }) as {
    service?: { extensions?: string[] };
  };
  return config.service?.extensions;
}
