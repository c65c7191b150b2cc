import { readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { buildTimeoutMillis } from "../../../packages/cli/test/stack/tools.ts";
import type { Component } from "../../src/alert/definition.ts";
import { amtool, makeFolder, writeConfig } from "./alertmanager.ts";
import { variants } from "./variants.ts";

// Where `amtool config routes test` says that alerts end.

const folder = makeFolder();
let configFile: string;

beforeAll(() => {
  configFile = writeConfig(folder, variants["teams"]!);
});

afterAll(() => rmSync(folder, { recursive: true }));

const components: Record<Component, true> = {
  http: true,
  nodejs: true,
  database: true,
  cache: true,
  queue: true,
  external: true,
  auth: true,
  host: true,
  slo: true,
  pipeline: true,
  business: true,
  deploy: true,
};

describe.each(Object.keys(components))("component %s", { timeout: buildTimeoutMillis }, (component) => {
  test.each([
    [{ severity: "critical", page: "true" }, "page"],
    [{ severity: "critical" }, "critical"],
    [{ severity: "warning" }, "warning"],
    // Only critical alerts page, whatever a rule claims.
    [{ severity: "warning", page: "true" }, "warning"],
    [{ severity: "info" }, "info"],
    [{ severity: "info", page: "true" }, "info"],
    [{ severity: "none" }, "null"],
    [{}, "warning"],
  ])("%j goes to %s", async (labels, receiver) => {
    const alert = { ...labels, component, alertname: "Some", job: "shop/api" };

    expect(await receiversOf(alert)).toEqual([receiver]);
    expect(await receiversOf({ ...alert, team: "payments" })).toEqual([ofTeam("payments", receiver)]);
  });
});

describe("beside that", { timeout: buildTimeoutMillis }, () => {
  test.each([
    [{ alertname: "Watchdog", severity: "none" }, "heartbeat"],
    [{ alertname: "Some", severity: "critical", page: "true", team: "platform" }, "platform-page"],
    [{ alertname: "Some", severity: "critical", page: "true", team: "nobody knows" }, "page"],
    [{ alertname: "Some", severity: "critical", page: "true", inhibits: "environment" }, "page"],
    [{ alertname: "Some", severity: "critical", page: "true", test: "true" }, "page"],
    [{ alertname: "Some", severity: "warning", test: "true" }, "warning"],
  ])("%j goes to %s", async (labels, receiver) => {
    expect(await receiversOf(labels)).toEqual([receiver]);
  });
});

describe("receivers of teams", () => {
  interface Receiver {
    name: string;
    pagerduty_configs?: { routing_key_file: string }[];
    slack_configs?: { channel: string }[];
    email_configs?: object[];
  }
  const receivers = (): Receiver[] => (parse(readFileSync(configFile, "utf8")) as { receivers: Receiver[] }).receivers;
  const named = (name: string): Receiver | undefined => receivers().find((one) => one.name === name);

  test("at most one pager each, and none but for pages", () => {
    for (const { name, pagerduty_configs: pagers = [] } of receivers())
      expect(pagers.length, name).toBe(/(^|-)page$/.test(name) ? 1 : 0);
  });

  test("a team with its own channel keeps everybody's pager", () => {
    const { email_configs, pagerduty_configs, slack_configs } = named("payments-page")!;

    expect(pagerduty_configs).toMatchObject([{ routing_key_file: "/run/secrets/pagerduty-key" }]);
    expect(slack_configs).toMatchObject([{ channel: "#payments" }]);
    expect(email_configs).toBeUndefined();
  });

  test("a team with its own pager keeps everybody's channels", () => {
    const { email_configs, pagerduty_configs, slack_configs } = named("platform-page")!;

    expect(pagerduty_configs).toMatchObject([{ routing_key_file: "/run/secrets/platform-key" }]);
    expect(slack_configs).toMatchObject([{ channel: "#incidents" }]);
    expect(email_configs).toHaveLength(1);
  });
});

function ofTeam(team: string, receiver: string): string {
  return receiver === "null" ? receiver : `${team}-${receiver}`;
}

async function receiversOf(labels: Readonly<Record<string, string>>): Promise<string[]> {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const { code, output } = await amtool("config", "routes", "test", `--config.file=${configFile}`, ...pairs);
  expect(code, output).toBe(0);
  return output.trim().split("\n").at(-1)!.split(",");
}
