import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { unsupportedNames } from "../src/env-unknown.ts";

function read(env: Record<string, string>) {
  const lines: string[] = [];
  return { config: readConfig(env, (line) => lines.push(line)), lines };
}

test("an empty environment says nothing and gives the documented defaults", () => {
  const { config, lines } = read({});
  expect(lines).toEqual([]);
  expect(config.otlp.traces.url).toBe("http://localhost:4318/v1/traces");
  expect(config.sampler).toMatchObject({
    name: "parentbased_always_on",
    ratio: 1,
    rules: [],
    keepsHealthChecks: false,
  });
  expect(config.redaction.enabled).toBe(true);
});

test("whole sentences", () => {
  expect(read({ OTEL_TRACES_SAMPLER_ARG: "2" }).lines).toEqual([
    'OTEL_TRACES_SAMPLER_ARG is "2", expected a number from 0 to 1; 1 is used instead',
  ]);
  expect(read({ OTEL_EXPORTER_OTLP_HEADERS: "secretvalue" }).lines).toEqual([
    "OTEL_EXPORTER_OTLP_HEADERS is a value that is not shown, expected key=value pairs separated by commas; this one is left out",
  ]);
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: "ftp://user:hunter2@host" }).lines[0]).not.toContain("hunter2");
});

test("a signal's own variables win; only the general endpoint gets the signal's path", () => {
  const { config } = read({
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/base/",
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "http://logs:9000/x",
    OTEL_EXPORTER_OTLP_HEADERS: "a=1,b=2",
    OTEL_EXPORTER_OTLP_LOGS_HEADERS: "b=3",
  });
  expect(config.otlp.traces.url).toBe("http://collector:4318/base/v1/traces");
  expect(config.otlp.logs).toMatchObject({ url: "http://logs:9000/x", headers: { a: "1", b: "3" } });
});

test("resource attributes are percent-decoded", () => {
  expect(
    read({ OTEL_RESOURCE_ATTRIBUTES: "team=a%2Cb,deployment.environment.name=prod" }).config.resourceAttributes,
  ).toEqual({
    team: "a,b",
    "deployment.environment.name": "prod",
  });
});

describe("an endpoint", () => {
  const general = "OTEL_EXPORTER_OTLP_ENDPOINT";
  const right = { url: "http://collector:4318/v1/traces" };
  test.for([
    ["http://collector:4318", right],
    ["http://collector:4318/", right],
    ["HTTP://collector:4318", right],
    ["https://user:hunter2@collector", { url: "https://user:hunter2@collector/v1/traces" }],
    ["http://[::1]:4318/base/", { url: "http://[::1]:4318/base/v1/traces" }],
    ["http://collector:4318/x?key=1", { url: "http://collector:4318/x/v1/traces?key=1" }],
    [
      "collector:4318",
      { ...right, line: /expected an address that begins with http:.+; "http:\/\/collector:4318\/" is used instead/u },
    ],
    ["127.0.0.1:4318", { url: "http://127.0.0.1:4318/v1/traces", line: /is used instead/u }],
    ["otel.example.com/in", { url: "http://otel.example.com/in/v1/traces", line: /is used instead/u }],
    ["[::1]:4318", { url: "http://[::1]:4318/v1/traces", line: /is used instead/u }],
    [
      "http://collector:4318/v1/traces",
      { ...right, line: /without the signal's path.+; "http:\/\/collector:4318\/" is used instead/u },
    ],
    ["http://collector:4318/v1/logs/", { ...right, line: /without the signal's path/u }],
    ["http://collector:4317", { ...right, line: /expected port 4318, as 4317 is that of gRPC; 4318 is used instead/u }],
    ["http://collector:4318/#x", { ...right, line: /fragment/u }],
    ["grpc://collector:4317", { line: /begins with http.+; http:\/\/localhost:4318 is used instead/u }],
    ["unix:///var/run/otel.sock", { line: /is used instead/u }],
    ["http://", { line: /is used instead/u }],
    ["http://collector:70000", { line: /is used instead/u }],
    ["http://collector:0", { line: /is used instead/u }],
    ["http://col lector", { line: /is used instead/u }],
    ["not a url", { line: /is used instead/u }],
    ["collector", { line: /is used instead/u }],
    ["1.5", { line: /is used instead/u }],
  ] as [string, { url?: string; line?: RegExp }][])(
    "%s",
    ([value, { url = "http://localhost:4318/v1/traces", line }]) => {
      const { config, lines } = read({ [general]: value });
      expect(config.otlp.traces.url).toBe(url);
      expect(lines).toEqual(line === undefined ? [] : [expect.stringMatching(line)]);
      expect(lines.join("")).not.toContain("hunter2");
    },
  );

  test("a signal's own is used as it is; without a path that is said", () => {
    const own = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    expect(read({ [own]: "http://collector:4318/v1/traces" })).toMatchObject({
      config: { otlp: { traces: right } },
      lines: [],
    });
    const { config, lines } = read({ [own]: "http://collector:9000" });
    expect(config.otlp.traces.url).toBe("http://collector:9000/");
    expect(lines).toEqual([
      `${own} is "http://collector:9000", expected an address with its path, as nothing is appended; "http://collector:9000/" is used instead`,
    ]);
  });

  test("the port of gRPC stays for who asks for HTTP there", () => {
    const meant = read({ OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", [general]: "http://collector:4317" });
    expect(meant).toMatchObject({
      config: { otlp: { traces: { url: "http://collector:4317/v1/traces" } } },
      lines: [],
    });
  });
});

describe("an endpoint of gRPC", () => {
  const path = "opentelemetry.proto.collector.trace.v1.TraceService/Export";
  const insecure = { OTEL_EXPORTER_OTLP_INSECURE: "true" };
  test.for([
    ["", "http://localhost:4317"],
    ["http://collector:4317", "http://collector:4317"],
    ["https://collector/", "https://collector"],
    ["https://user:hunter2@collector", "https://user:hunter2@collector"],
    ["http://[::1]:4317", "http://[::1]:4317"],
    ["collector:4317", "https://collector:4317"],
    ["collector:4317", "http://collector:4317", { env: insecure }],
    ["10.0.0.1:4317", "http://10.0.0.1:4317", { env: { OTEL_EXPORTER_OTLP_TRACES_INSECURE: "TRUE" } }],
    ["collector:4317", "https://collector:4317", { env: { ...insecure, OTEL_EXPORTER_OTLP_TRACES_INSECURE: "false" } }],
    ["http://collector:4317", "http://collector:4317", { env: insecure }],
    [
      "https://collector:4317",
      "https://collector:4317",
      { env: insecure, line: /^OTEL_EXPORTER_OTLP_INSECURE is "true", expected false.+; the connection is secure$/u },
    ],
    ["http://collector:4317/v1/traces", "http://collector:4317", { line: /without a path.+ is used instead$/u }],
    ["not a url", "http://localhost:4317", { line: /http:\/\/localhost:4317 is used instead$/u }],
    ["unix:///run/otel.sock", "http://localhost:4317", { line: /http:\/\/localhost:4317 is used instead$/u }],
  ] as [string, string, { env?: Record<string, string>; line?: RegExp }?][])(
    "%s is %s",
    ([value, base, { env = {}, line } = {}]) => {
      const grpc = { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "grpc", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: value };
      const { config, lines } = read({ ...grpc, ...env });
      expect(config.otlp.traces).toMatchObject({ protocol: "grpc", url: `${base}/${path}` });
      expect(config.otlp.logs).toMatchObject({ protocol: "http/protobuf", url: "http://localhost:4318/v1/logs" });
      expect(lines).toEqual(line === undefined ? [] : [expect.stringMatching(line)]);
      expect(lines.join("")).not.toContain("hunter2");
    },
  );

  test("the general one is for all signals", () => {
    const { config, lines } = read({
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4317",
    });
    expect(lines).toEqual([]);
    expect(Object.values(config.otlp).map(({ url }) => url)).toEqual(
      ["trace.v1.TraceService", "metrics.v1.MetricsService", "logs.v1.LogsService"].map(
        (service) => `http://collector:4317/opentelemetry.proto.collector.${service}/Export`,
      ),
    );
  });
});

test.for([
  ["http://localhost:4318", "none"],
  ["http://127.0.0.2:4318", "none"],
  ["http://[::1]:4318", "none"],
  ["http://collector.localhost:4318", "none"],
  ["http://collector:4318", "gzip"],
  ["https://127.0.0.1.example.com", "gzip"],
  ["http://10.0.0.1:4318", "gzip"],
] as const)("what goes to %s is compressed: %s", ([endpoint, compression]) => {
  const { config } = read({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  expect(config.otlp.traces.compression).toBe(compression);
  const other = compression === "none" ? "gzip" : "none";
  const asked = read({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: other });
  expect([asked.config.otlp.traces.compression, asked.config.otlp.logs.compression]).toEqual([compression, other]);
});

describe("settings that do not go together", () => {
  test.for([
    [
      { OTEL_TRACES_SAMPLER_ARG: "0.1" },
      /^OTEL_TRACES_SAMPLER_ARG is "0.1", expected nothing, as the sampler parentbased_always_on takes no argument; it is ignored$/u,
    ],
    [
      { OTEL_BSP_MAX_QUEUE_SIZE: "100", OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "200" },
      /^OTEL_BSP_MAX_EXPORT_BATCH_SIZE is "200", expected at most .+, 100; 100 is used instead$/u,
    ],
    [
      { OTEL_METRIC_EXPORT_INTERVAL: "5000", OTEL_METRIC_EXPORT_TIMEOUT: "6000" },
      /^OTEL_METRIC_EXPORT_TIMEOUT is "6000", expected at most the interval, 5000; 5000 is used instead$/u,
    ],
    [
      { OTEL_METRICS_EXPORTER: "none,otlp" },
      /^OTEL_METRICS_EXPORTER is "none,otlp", expected none alone, or a list without it; otlp is used$/u,
    ],
    [
      { OTEL_PROPAGATORS: "jaeger" },
      /^OTEL_PROPAGATORS is "jaeger", expected a list of .+; tracecontext,baggage is used instead$/u,
    ],
    [{ OTEL_PROPAGATORS: "tracecontext,jaeger" }, /; only tracecontext is used$/u],
    [{ OTEL_EXPORTER_OTLP_HEADERS: "a b=1" }, /^OTEL_EXPORTER_OTLP_HEADERS is a value that is not shown/u],
    [{ OTEL_EXPORTER_OTLP_HEADERS: "a=b%0Ac" }, /is left out$/u],
    [{ OTEL_EXPORTER_OTLP_HEADERS: "Content-Length=5" }, /is left out$/u],
    [{ OTEL_RESOURCE_ATTRIBUTES: "team=a,password" }, /^OTEL_RESOURCE_ATTRIBUTES is "password", expected key=value/u],
    [{ OTEL_RESOURCE_ATTRIBUTES: "api_token=%zzhunter2" }, /^OTEL_RESOURCE_ATTRIBUTES is "api_token=\[REDACTED\]"/u],
  ] as [Record<string, string>, RegExp][])("%j", ([env, line]) => {
    const { lines } = read(env);
    expect(lines).toEqual([expect.stringMatching(line)]);
  });

  test("none, and the defaults beside a short interval, are no mistakes", () => {
    expect(
      read({ OTEL_METRICS_EXPORTER: "none", OTEL_PROPAGATORS: "none", OTEL_METRIC_EXPORT_INTERVAL: "200" }).lines,
    ).toEqual([]);
    expect(read({ OTEL_BSP_MAX_QUEUE_SIZE: "10" })).toMatchObject({
      lines: [],
      config: { spanBatch: { maxBatchSize: 10 } },
    });
    expect(read({ OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: ".25" })).toMatchObject({
      lines: [],
      config: { sampler: { ratio: 0.25 } },
    });
  });

  test("files are looked at", () => {
    const file = join(tmpdir(), `settings-${process.pid}.pem`);
    writeFileSync(file, "");
    onTestFinished(() => rmSync(file));
    expect(read({ OTEL_EXPORTER_OTLP_CERTIFICATE: file })).toMatchObject({
      lines: [],
      config: { otlp: { logs: { certificateFile: file } } },
    });
    expect(read({ OTEL_EXPORTER_OTLP_CERTIFICATE: `${file}x` })).toMatchObject({
      lines: [`OTEL_EXPORTER_OTLP_CERTIFICATE is "${file}x", expected a file that can be read; it is ignored`],
      config: { otlp: { logs: { certificateFile: undefined } } },
    });
  });
});

describe("names that nobody reads", () => {
  test.for(unsupportedNames)("%s of the specification is said not to be supported", (name) => {
    expect(read({ [name]: "x" }).lines).toEqual([
      expect.stringMatching(
        new RegExp(
          `^${name} is a variable of OpenTelemetry that the preload does not support: .+; it is ignored$`,
          "u",
        ),
      ),
    ]);
    expect(read({ [name]: " " }).lines).toEqual([]);
  });

  test.for([
    ["OTEL_SERVICE_NMAE", "OTEL_SERVICE_NAME"],
    ["OTEL_EXPORTER_OTLP_ENPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"],
    ["OTEL_TRACE_EXPORTER", "OTEL_TRACES_EXPORTER"],
    ["OTEL_PRELOAD_SAMPLING_RULE", "OTEL_PRELOAD_SAMPLING_RULES"],
    ["SENTRY_DNS", "SENTRY_DSN"],
  ])("%s: did you mean %s?", ([name, meant]) => {
    expect(read({ [name as string]: "x" }).lines).toEqual([
      `${name} is not a variable of the preload, did you mean ${meant}?; it is ignored`,
    ]);
  });

  test("far from all of ours, of others, and many", () => {
    expect(read({ OTEL_SOMETHING_ELSE: "1" }).lines).toEqual([
      "OTEL_SOMETHING_ELSE is not a variable of the preload; it is ignored",
    ]);
    expect(
      read({ SENTRY_ORG: "x", SENTRY_AUTH_TOKEN: "x", OTEL_RESOURCE_ATTRIBUTES_POD_NAME: "x", PATH: "x" }).lines,
    ).toEqual([]);
    const many = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`OTEL_${index}${"Z".repeat(index * 10 + 5)}`, "x"]),
    );
    const { lines } = read(many);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe(
      "30 more variables that begin with OTEL_ are not variables of the preload; they are ignored",
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(200);
  });
});
