import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { variables } from "../src/env.ts";

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

/** A wrong value of every type; what must then be in the line is the variable, the value and the way on. */
const wrongValues: Readonly<Record<string, string[]>> = {
  boolean: ["yes", "1"],
  enum: ["nonsense"],
  integer: ["many", "-1", "1.5"],
  number: ["half", "-0.1", "1e309"],
  millis: ["soon", "-5", "1.5"],
  url: ["localhost:4318", "ftp://x", "not a url"],
  map: ["novalue", "=empty", "a=%zz"],
};

describe.for(
  variables.filter(({ type, allowed }) => type in wrongValues || (type === "list" && allowed !== undefined)),
)("$name", (variable) => {
  test.for(wrongValues[variable.type] ?? ["nonsense"])("%s gives one line and the default", (value) => {
    const { config, lines } = read({ [variable.name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(variable.name);
    expect(lines[0]).toMatch(/expected .+; .+(?:is used instead|is ignored|is left out)$/u);
    if (variable.secret === true) expect(lines[0]).not.toContain(value);
    else expect(lines[0]).toContain(value);
    const normal = read({}).config;
    expect({ ...config, propagators: 0, metricsExporters: 0 }).toEqual({
      ...normal,
      propagators: 0,
      metricsExporters: 0,
    });
  });

  test("an empty value is as unset", () => {
    const { config, lines } = read({ [variable.name]: " " });
    expect(lines).toEqual([]);
    expect(config).toEqual(read({}).config);
  });
});

test("whole sentences", () => {
  expect(read({ OTEL_TRACES_SAMPLER_ARG: "2" }).lines).toEqual([
    'OTEL_TRACES_SAMPLER_ARG is "2", expected a number from 0 to 1; 1 is used instead',
  ]);
  expect(read({ OTEL_EXPORTER_OTLP_HEADERS: "secretvalue" }).lines).toEqual([
    "OTEL_EXPORTER_OTLP_HEADERS is a value that is not shown, expected key=value pairs separated by commas; this pair is left out",
  ]);
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: "ftp://user:hunter2@host" }).lines[0]).not.toContain("hunter2");
});

test("an unknown OTEL_ name is named, with the nearest known one", () => {
  expect(read({ OTEL_SERVICE_NMAE: "shop" }).lines).toEqual([
    "OTEL_SERVICE_NMAE is not a variable of the preload, did you mean OTEL_SERVICE_NAME?; it is ignored",
  ]);
  expect(read({ OTEL_SOMETHING_ELSE_ENTIRELY: "1" }).lines).toEqual([
    "OTEL_SOMETHING_ELSE_ENTIRELY is not a variable of the preload; it is ignored",
  ]);
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
