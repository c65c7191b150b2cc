import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ConfigError, defaultConfig, findConfig, loadConfig, mergeConfig, problemsOf } from "../../src/index.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "otelstack-config-"));
  await writeFile(join(folder, "slack-url"), "https://hooks.example.com/1");
  await writeFile(join(folder, "empty"), "\n");
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes a file, loads it, and returns the lines of the error without the folder. */
async function mistakes(name: string, text: string): Promise<string[]> {
  const file = join(folder, name);
  await writeFile(file, text);
  const error: unknown = await loadConfig(file).then(
    () => expect.fail("was accepted"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw error;
  return error.lines.map((line) => line.replaceAll(`${folder}/`, ""));
}

describe("what a file may be", () => {
  const wanted = { minimumRate: 2, receivers: { slack: { urlFile: "slack-url", channel: "#ops" } } };

  test.for([
    ["config.json", JSON.stringify(wanted)],
    ["config.yaml", "minimumRate: 2\nreceivers:\n  slack: { urlFile: slack-url, channel: '#ops' }\n"],
    ["config.mjs", `export default ${JSON.stringify(wanted)};`],
  ] as const)("%s; secret files are found beside it", async ([name, text]) => {
    const file = join(folder, name);
    await writeFile(file, text);

    expect(await loadConfig(file)).toEqual({
      minimumRate: 2,
      receivers: { slack: { urlFile: join(folder, "slack-url"), channel: "#ops" } },
    });
  });

  // TypeScript: packages/cli/test/command/generate.test.ts, where Node itself loads it.
  test("an empty file changes nothing", async () => {
    const file = join(folder, "nothing.yaml");
    await writeFile(file, "# later\n");
    expect(mergeConfig(defaultConfig, await loadConfig(file))).toEqual(defaultConfig);
  });

  test("a changed program is read again", async () => {
    const file = join(folder, "again.mjs");
    await writeFile(file, "export default { minimumRate: 1 };");
    await loadConfig(file);
    await writeFile(file, "export default { minimumRate: 22 };");
    expect(await loadConfig(file)).toEqual({ minimumRate: 22 });
  });

  test("one is found in a folder by its name; two are an error", async () => {
    const own = await mkdtemp(join(folder, "found-"));
    expect(await findConfig(own)).toBeUndefined();
    await writeFile(join(own, "otelstack.config.yml"), "");
    expect(await findConfig(own)).toBe(join(own, "otelstack.config.yml"));
    await writeFile(join(own, "otelstack.config.json"), "{}");
    await expect(findConfig(own)).rejects.toThrow("holds 2 configurations");
  });
});

describe("how it is merged", () => {
  test("maps key by key, lists and values as a whole, null takes a severity away", () => {
    const merged = mergeConfig(defaultConfig, {
      thresholds: { HttpErrorRatioHigh: { critical: { threshold: 0.2 }, warning: null } },
      routing: { quiet: { days: [] } },
    });

    expect(merged.thresholds.HttpErrorRatioHigh).toEqual({
      critical: { ...defaultConfig.thresholds.HttpErrorRatioHigh.critical, threshold: 0.2 },
    });
    expect(merged.thresholds.HttpLatencyP95High).toEqual(defaultConfig.thresholds.HttpLatencyP95High);
    expect(merged.routing).toEqual({
      ...defaultConfig.routing,
      quiet: { ...defaultConfig.routing.quiet, days: [] },
    });
  });
});

test("the example of the documentation is one; its secrets are the reader's", async () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/configuration.md"), "utf8");
  const example = /```yaml\n([^]*?)```/.exec(page)?.[1] ?? expect.fail("no example in docs/configuration.md");
  const problems = await problemsOf(parse(example), folder);

  expect(problems.filter(({ message }) => !message.includes("a file that holds the secret"))).toEqual([]);
});

describe("mistakes are named with file, line, setting, what was expected and what there is", () => {
  test("in the shape", async () => {
    expect(
      await mistakes(
        "shape.yaml",
        `treshold: {}
thresholds:
  HttpErorRatioHigh: {}
  HttpErrorRatioHigh:
    critical: { threshold: high, for: 5 minutes }
slos:
  - { job: shop/api, kind: { type: speed }, objective: 99.9, window: 30d, extra: 1 }
receivers: []
timeScale: 0
grafanaUrl: grafana
`,
      ),
    ).toEqual(
      expect.arrayContaining([
        "shape.yaml:1: treshold: no such setting; did you mean thresholds?",
        "shape.yaml:3: thresholds.HttpErorRatioHigh: no such setting; did you mean HttpErrorRatioHigh?",
        'shape.yaml:5: thresholds.HttpErrorRatioHigh.critical.threshold: expected a number; got "high"',
        'shape.yaml:5: thresholds.HttpErrorRatioHigh.critical.for: expected a duration: one number and one unit, as in 90s, 5m, 1h, 3d; got "5 minutes"',
        "shape.yaml:7: slos[0].name: is missing",
        'shape.yaml:7: slos[0].kind.type: expected "availability" or "latency"; got "speed"',
        "shape.yaml:7: slos[0].objective: expected a share between 0 and 1, as in 0.999; got 99.9",
        "shape.yaml:7: slos[0].extra: no such setting; known are name, job, kind, objective, window, team",
        "shape.yaml:8: receivers: expected a map; got []",
        "shape.yaml:9: timeScale: expected a number above 0; got 0",
        'shape.yaml:10: grafanaUrl: expected an address, as in https://grafana.example.com; got "grafana"',
      ]),
    );
  });

  test("in the meaning", async () => {
    const lines = await mistakes(
      "meaning.yaml",
      `slos:
  - { name: fast, job: shop/api, kind: { type: latency, seconds: 3 }, objective: 0.99, window: 30d }
  - { name: fast, job: shop/api, kind: { type: availability }, objective: 0.9, window: 30d }
receivers: { slack: { urlFile: nowhere, channel: "#x" }, webhook: { urlFile: empty } }
thresholds: { HttpErrorsLowTraffic: { critical: { threshold: 3 } } }
routing: { quiet: { location: Mars/Base, times: [{ start: "22:00", end: "07:00" }] } }
timeScale: 0.01
`,
    );

    expect(lines).toEqual([
      "meaning.yaml:5: thresholds.HttpErrorsLowTraffic.critical.for: is missing: HttpErrorsLowTraffic has no critical by default, so a new one needs threshold and for",
      'meaning.yaml:3: slos[1].name: expected each name once; got "fast" as in slos[0]',
      expect.stringMatching(
        /^meaning\.yaml:2: slos\[0\]\.kind\.seconds: expected a boundary of the request histogram, one of 0\.005, .*10; got 3$/,
      ),
      "meaning.yaml:7: timeScale: expected windows.rate to hold 4 times scrapeInterval, which is never below 1 s; got 3 s and 1 s",
      'meaning.yaml:6: routing.quiet.location: expected a time zone, as in Europe/Berlin; got "Mars/Base"',
      "meaning.yaml:6: routing.quiet.times[0]: expected a start before its end; got 22:00 and 07:00. Over midnight: two ranges",
      "meaning.yaml:4: receivers.slack.urlFile: expected a file that holds the secret; got nowhere: no such file",
      "meaning.yaml:4: receivers.webhook.urlFile: expected a file that holds the secret; empty is empty",
    ]);
  });

  test("a program has no lines, but names and values", async () => {
    expect(await mistakes("wrong.mjs", "export default { minimumRate: -1 };")).toEqual([
      "wrong.mjs: minimumRate: expected a number, 0 or more; got -1",
    ]);
    expect(await mistakes("empty.mjs", "export const config = {};")).toEqual([
      "empty.mjs: has no default export; expected export default defineConfig({ … })",
    ]);
    expect(await mistakes("broken.mjs", "throw new Error('no such thing');")).toEqual(["broken.mjs: no such thing"]);
  });

  test("text that is no YAML, names of other kinds, files that are not there", async () => {
    expect(await mistakes("broken.yaml", "a: 1\nb: [1\nc: 2\n")).toEqual([
      expect.stringMatching(/^broken\.yaml:[23]: /),
    ]);
    expect(await mistakes("config.toml", "")).toEqual([
      "config.toml: expected a name that ends in .ts, .yaml, .yml or .json; got .toml",
    ]);
    await expect(loadConfig(join(folder, "absent.yaml"))).rejects.toThrow("absent.yaml: no such file");
  });
});
