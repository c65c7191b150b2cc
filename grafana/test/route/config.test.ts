import { readFileSync, rmSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { buildTimeoutMillis } from "../../../packages/cli/test/stack/tools.ts";
import { amtool, makeFolder, writeConfig } from "./alertmanager.ts";
import { configOf, every, variants } from "./variants.ts";

let folder: string;

afterEach(() => rmSync(folder, { recursive: true }));

describe("amtool accepts", () => {
  test.each(Object.entries(variants))("%s", { timeout: buildTimeoutMillis }, async (_, config) => {
    folder = makeFolder();

    const { code, output } = await amtool("check-config", writeConfig(folder, config));

    expect(output).toMatch(/ - 1 templates\s+SUCCESS/);
    expect(code).toBe(0);
  });
});

interface Written {
  receivers: ({ name: string } & Record<string, Record<string, unknown>[]>)[];
  route: { group_wait: string; group_interval: string; routes: object[] };
}

function written(config: Parameters<typeof writeConfig>[1]): { content: string; parsed: Written } {
  folder = makeFolder();
  const content = readFileSync(writeConfig(folder, config), "utf8");
  return { content, parsed: parse(content) as Written };
}

test("without receivers there is only the one that tells nobody", () => {
  const { parsed } = written(configOf({}));

  expect(parsed.receivers).toEqual([{ name: "null" }]);
});

test.each([
  ["email", { page: ["email"], critical: ["email"], warning: ["email"], info: ["email"] }],
  ["slack", { page: ["slack"], critical: ["slack"], warning: ["slack"], info: ["slack"] }],
  ["pagerduty", { page: ["pagerduty"] }],
  ["webhook", { page: ["webhook"], critical: ["webhook"], warning: ["webhook"], info: ["webhook"] }],
] as const)("%s alone is told of what it is for", (kind, expected) => {
  const { parsed } = written(configOf({ [kind]: every[kind] }));

  expect(waysOf(parsed)).toEqual(expected);
});

test("with all of them, only pages reach the pager, and information is no chat", () => {
  const { parsed } = written(configOf(every));

  expect(waysOf(parsed)).toEqual({
    heartbeat: ["webhook"],
    page: ["pagerduty", "slack", "email", "webhook"],
    critical: ["slack", "email", "webhook"],
    warning: ["slack", "email", "webhook"],
    info: ["email", "webhook"],
  });
});

test("every receiver tells of the end, except the sign of life", () => {
  const { parsed } = written(configOf(every));

  for (const { name, ...kinds } of parsed.receivers)
    for (const one of Object.values(kinds).flat()) expect(one["send_resolved"], name).toBe(name !== "heartbeat");
});

test("secrets are files", () => {
  const { content } = written(configOf(every));
  const secrets = [...content.matchAll(/(\w+): (\/run\/secrets\/\S+)/g)].map(([, key]) => key);

  expect(new Set(secrets)).toEqual(
    new Set(["auth_password_file", "api_url_file", "routing_key_file", "url_file", "credentials_file"]),
  );
});

test("one factor scales every time", () => {
  const { parsed } = written({ ...configOf(every), timeScale: 0.05 });

  expect(parsed.route).toMatchObject({ group_wait: "2s", group_interval: "15s", repeat_interval: "2160s" });
  expect(parsed.route.routes[0]).toMatchObject({ receiver: "heartbeat", group_interval: "2s", repeat_interval: "3s" });
});

function waysOf({ receivers }: Written): Record<string, string[]> {
  return Object.fromEntries(
    receivers
      .filter(({ name }) => name !== "null")
      .map(({ name, ...kinds }) => [name, Object.keys(kinds).map((kind) => kind.replace("_configs", ""))]),
  );
}
