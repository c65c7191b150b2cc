import { writeFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readState, type StackState } from "../../src/stack/state.ts";
import { upStack } from "../../src/stack/up.ts";
import { newStack, silent, withoutSlow, type TestStack } from "./stack.ts";

// A user's configuration in the running Prometheus and Alertmanager, all times a twentieth: 5 minutes are 15 seconds.

const buildMillis = 1_800_000;
let stack: TestStack;
let state: StackState;
let file: string;
let hook: Server;
const told: string[] = [];

beforeAll(async () => {
  stack = await newStack();
  file = join(stack.env["OTELSTACK_HOME"] ?? "", "mine.yaml");
  hook = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      told.push(body);
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(hook, "listening");
  await writeFile(`${file}.hook`, `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`);
  await configure();
  state = await upStack({ ...stack, engine: "native", without: withoutSlow, configFile: file }, silent);
}, buildMillis);
afterAll(async () => {
  await stack.clean();
  hook.close();
  await rm(`${file}.hook`, { force: true });
});

async function configure(more = ""): Promise<void> {
  const own =
    "timeScale: 0.05\nservices: [{ job: shop/nobody }]\nreceivers: { webhook: { urlFile: mine.yaml.hook } }\n";
  await writeFile(file, own + more);
}

interface Rule {
  readonly name: string;
  readonly query: string;
  readonly state: string;
}

async function rules(name: string): Promise<Rule[]> {
  const response = await fetch(`${state.urls.prometheus}/api/v1/rules`);
  const { data } = (await response.json()) as { data: { groups: { rules: Rule[] }[] } };
  return data.groups.flatMap((group) => group.rules).filter((rule) => rule.name === name);
}

test("a rule of two minutes fires after seconds, and the receiver of the file is told, with links to this stack", async () => {
  await expect
    .poll(() => told.find((body) => body.includes('"ServiceDown"')), { timeout: 40_000, interval: 200 })
    .toContain('"job":"shop/nobody"');
  const message = told.find((body) => body.includes('"ServiceDown"')) ?? "";
  expect(JSON.parse(message)).toMatchObject({ status: "firing", externalURL: state.urls.alertmanager });
  expect(message).toContain(`${state.urls.prometheus}/graph?g0.expr=`);
  expect(state).toMatchObject({ configFile: file, metricIntervalMillis: 1_000 });
});

test("up again gives a running stack what has changed; without naming it, too", async () => {
  await configure("thresholds: { HttpErrorRatioHigh: { critical: { threshold: 0.77 } } }\n");
  const { code, out } = await stack.otelstack("up", "--native", "--without", withoutSlow.join(","));

  expect({ code, first: out.slice(0, 2) }).toEqual({
    code: 0,
    first: ["already up", "prometheus: has read its new configuration"],
  });
  expect((await rules("HttpErrorRatioHigh")).map(({ query }) => query).join()).toContain("> 0.77");
});

test("generate --reload does the same, and an alert that is switched off is gone", async () => {
  await configure("alerts: { HttpErrorRatioHigh: { disable: true } }\n");
  const out = join(stack.env["OTELSTACK_HOME"] ?? "", "out");
  const { code } = await stack.otelstack("generate", "--reload", "--config", file, "--out", out);

  expect(code).toBe(0);
  expect(await rules("HttpErrorRatioHigh")).toEqual([]);
});

test("a mistake changes nothing that runs", async () => {
  await configure("minimumRate: many\n");
  const { code, err } = await stack.otelstack("up", "--native", "--without", withoutSlow.join(","), "--config", file);

  expect(code).toBe(1);
  expect(err[0]).toBe(`otelstack: ${file}:4: minimumRate: expected a number; got "many"\nnothing was changed`);
  expect(await rules("ServiceDown")).not.toEqual([]);
  expect((await readState(state.paths.stateFile))?.parts.length).toBe(3);
});
