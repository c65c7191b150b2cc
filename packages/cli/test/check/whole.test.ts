import { join } from "node:path";
import { defaultConfig, generateMixin } from "@org/otel-grafana";
import { afterAll, beforeAll, expect, test } from "vitest";
import { binariesOf, buildTimeoutMillis } from "../stack/tools.ts";
import { repositoryRoot } from "../../src/stack/render.ts";
import { openWorkshop } from "./workshop.ts";

// A mistake is planted in a file; the line that names it must be the line it was planted in.

const workshop = openWorkshop();
beforeAll(() => binariesOf("prometheus", "alertmanager", "collector"), buildTimeoutMillis);
afterAll(() => workshop.remove());

test("otelstack.config: a setting that does not exist", async () => {
  const { lines, planted, code } = await workshop.problems(
    "otelstack.config.yaml",
    "timeScale: 1\ngrafanaURL: http://x   # ←\n",
  );
  expect(lines).toEqual([`${planted}: grafanaURL: no such setting; did you mean grafanaUrl?`]);
  expect(code).toBe(1);
});

test("everything that this repository generates passes, and so does its pipeline", async () => {
  for (const { path, content } of generateMixin(defaultConfig)) workshop.write(`generated/${path}`, content);
  const ours = ["otel-collector.yaml", "collector/overlays"].map((path) => join(repositoryRoot, path));
  const { code, out } = await workshop.check(join(workshop.folder, "generated"), ...ours);
  expect(out.split("\n")).toEqual([expect.stringMatching(/^0 errors, 0 warnings; checked: .*\d+ Prometheus rules/)]);
  expect(code).toBe(0);
});

test("--json, and paths that are not there", async () => {
  const file = workshop.write(
    "rules/json.yml",
    "groups:\n  - name: mine\n    rules:\n      - alrt: Bad\n        expr: up\n",
  );
  const { out } = await workshop.check("--json", file);
  expect(JSON.parse(out)).toMatchObject({
    problems: [{ file, line: 4, severity: "error" }],
    files: { "Prometheus rules": 1 },
  });
  const { code, err } = await workshop.check(join(workshop.folder, "nothing"));
  expect(code).toBe(1);
  expect(err).toContain("there is no such file or folder; nothing was checked");
});
