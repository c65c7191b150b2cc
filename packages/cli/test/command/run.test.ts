import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commands as all } from "../../src/command/table.ts";
import { otelstackIn, type Said } from "../otelstack.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

// Those for people; the stack starts others itself.
const commands = all.filter((command) => !("hidden" in command));

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "otelstack-command-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const otelstack = (...argv: string[]): Promise<Said> => otelstackIn(home, ...argv);

test.each([[[]], [["--help"]], [["-h"]], [["help"]]])("%j lists every command", async (argv: string[]) => {
  const { code, out } = await otelstack(...argv);
  expect(code).toBe(0);
  for (const { name, summary } of commands)
    expect(out).toMatch(new RegExp(`^ {2}${name} +${summary.slice(0, 20)}`, "m"));
});

test.each(commands.map((command) => [command.name, command] as const))(
  "%s --help tells its options",
  async (name, command) => {
    const { code, out } = await otelstack(name, "--help");
    expect(code).toBe(0);
    expect(out).toContain(`Usage: otelstack ${name}`);
    for (const option of Object.keys(command.options)) expect(out).toContain(`--${option}`);
    for (const { name: word } of command.positionals) expect(out).toContain(word);
  },
);

test.each([
  [["staus"], 'otelstack: no command "staus"; did you mean status? (otelstack --help)'],
  [
    ["frobnicate"],
    `otelstack: no command "frobnicate"; expected ${all.map(({ name }) => name).join(", ")} (otelstack --help)`,
  ],
  [["alerts", "lits"], 'otelstack: no command "alerts lits"; did you mean list? (otelstack alerts --help)'],
  [["alerts", "show"], "otelstack: alerts show: NAME is missing; the alert (otelstack alerts show --help)"],
  [["up", "--deom"], "otelstack: up: Unknown option '--deom' (otelstack up --help)"],
  [["up", "please"], 'otelstack: up: unexpected "please" (otelstack up --help)'],
  [["up", "--without", "lokki"], 'otelstack: no part "lokki"; did you mean loki?'],
  [["up", "--native", "--compose"], "otelstack: --native and --compose: expected one of the two"],
  [["down", "--port-offset", "x"], 'otelstack: --port-offset: got "x", expected a whole number from 0 to 39862'],
  [
    ["down", "--port-offset", "40000"],
    'otelstack: --port-offset: got "40000", expected a whole number from 0 to 39862',
  ],
  [
    ["up", "--native", "--port-offset", "2900"],
    "otelstack: --port-offset 2900 gives lokiHttp port 6000, which browsers and Node refuse to open; take another offset, for instance 2901",
  ],
  [
    ["logs"],
    "otelstack: logs: PART is missing; for instance collector; otelstack status lists them (otelstack logs --help)",
  ],
  [["logs", "loki", "-n", "all"], 'otelstack: --lines: got "all", expected a whole number'],
  [["demo", "--rate", "fast"], 'otelstack: --rate: got "fast", expected a number from 0 to 1000'],
  [
    ["trace", "4bf9"],
    'otelstack: trace: got "4bf9", expected a trace id of 32 hexadecimal digits, as in a log line\'s trace_id',
  ],
])("%j is one line that says what is wrong", async (argv, message) => {
  expect(await otelstack(...argv)).toEqual({ code: 1, out: "", err: message });
});

test("without a stack, status says so and down has nothing to do", async () => {
  const status = await otelstack("status", "--port-offset", "7");
  expect(status).toMatchObject({ code: 1, out: expect.stringContaining("otelstack up --port-offset 7 starts it") });
  expect(JSON.parse((await otelstack("status", "--json")).out)).toMatchObject({ up: false, healthy: false, parts: [] });
  expect(await otelstack("down")).toEqual({ code: 0, out: "nothing was up", err: "" });
});

test("the program ends with the command's exit code and prints no stack", async () => {
  const ended = promisify(execFile)(process.execPath, [main, "staus"]);
  await expect(ended).rejects.toMatchObject({
    code: 1,
    stdout: "",
    stderr: 'otelstack: no command "staus"; did you mean status? (otelstack --help)\n',
  });
});

test("--compose without a container engine says why it cannot", async () => {
  const { whyNoCompose } = await import("../../src/stack/engine.ts");
  expect(await whyNoCompose({ PATH: home })).toBe("docker: command not found");
});
