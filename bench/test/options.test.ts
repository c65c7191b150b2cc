import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { help, parseOptions, partNames } from "../options.ts";

const main = new URL("../main.ts", import.meta.url).pathname;

test("without options: every part and every contender", () => {
  expect(parseOptions([])).toMatchObject({
    parts: partNames,
    contenders: ["bare", "ours", "upstream", "dd-trace"],
    quick: false,
  });
});

test("quick is hello alone, unless parts are named; bare is always there", () => {
  expect(parseOptions(["--quick"]).parts).toEqual(["hello"]);
  expect(parseOptions(["--quick", "--only", "exit,app"]).parts).toEqual(["app", "exit"]);
  expect(parseOptions(["--contenders", "ours"]).contenders).toEqual(["bare", "ours"]);
});

test.for([
  [["--fast"], /^Unknown option '--fast'; "npm run bench -- --help" lists what there is$/],
  [["hello"], /^Unexpected argument 'hello'.*--help/],
  [["--only", "hello,word"], /^--only: "word" is unknown; there are hello, app, startup, memory, latency, kept, exit$/],
  [["--contenders", "theirs"], /^--contenders: "theirs" is unknown; there are bare, ours, upstream, dd-trace$/],
  [["--rounds", "0"], /^--rounds: "0" is no whole number from 1 on$/],
  [["--out"], /^Option '--out <value>' argument missing; /],
] as const)("%j: one line that says what is wrong", ([args, message]) => {
  expect(() => parseOptions(args)).toThrow(message);
});

test("the program prints that line alone, and its help", async () => {
  const run = promisify(execFile);
  await expect(run(process.execPath, [main, "--fast"])).rejects.toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^Unknown option '--fast'.*\n$/),
  });
  expect((await run(process.execPath, [main, "--help"])).stdout).toBe(help);
});
