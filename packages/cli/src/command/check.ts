import { existsSync } from "node:fs";
import { relative } from "node:path";
import { requestJson } from "../alerts/http.ts";
import { filesBelow } from "../check/files.ts";
import { problemText } from "../check/problem.ts";
import { checkFiles, type CheckReport } from "../check/run.ts";
import { toolRunner } from "../check/tool.ts";
import { CliError } from "../error.ts";
import type { StackId } from "../stack/home.ts";
import { stackPaths } from "../stack/home.ts";
import { readState } from "../stack/state.ts";
import type { Arguments, Command } from "./command.ts";
import { configFileOf, portOffset, stackIdOf } from "./shared.ts";

const generatedFolder = "otelstack";

export const check: Command = {
  name: "check",
  summary: "check rules, routes, dashboards and configurations that you changed, before they are loaded",
  details: [
    "Prometheus and Loki rules, alertmanager.yml with its templates, dashboards, collector configurations, prometheus.yml and",
    "otelstack.config.* are recognised by what is in them. Without a path: ./otelstack and ./otelstack.config.*, else what",
    "the running stack was started with. One line for each problem, file:line: what; exit code 1 when one is an error.",
  ],
  options: {
    config: { type: "string", value: "FILE", description: "a configuration of otelstack to check too" },
    json: { type: "boolean", description: "the same for programs" },
    "port-offset": portOffset,
  },
  positionals: [
    { name: "PATH", description: "a file, or a folder with all below it", required: false, repeated: true },
  ],
  run: async (args, context) => {
    const { io, env, signal } = context;
    const id = stackIdOf(args, context);
    const files = await filesBelow(await pathsOf(args, id));
    const means = { runTool: toolRunner(io, env, signal), stored: await storedMetrics(id) };
    const report = await checkFiles(files, means);
    if (args.flag("json")) io.out(JSON.stringify(report, undefined, 2));
    else for (const line of reportLines(report)) io.out(line);
    return report.problems.some(({ severity }) => severity === "error") ? 1 : 0;
  },
};

async function pathsOf(args: Arguments, id: StackId): Promise<string[]> {
  const named = args.positionals;
  const config = args.value("config") ?? (named.length === 0 ? await configFileOf(args) : undefined);
  const configs = config === undefined ? [] : [relative(process.cwd(), config)];
  const here = named.length === 0 && existsSync(generatedFolder) ? [generatedFolder] : named;
  if (here.length + configs.length > 0) return [...here, ...configs];
  const state = await readState((await stackPaths(id)).stateFile);
  if (state !== undefined) return [state.paths.config];
  throw new CliError(
    "E_NOTHING",
    `nothing to check: expected a path, ./${generatedFolder}, ./otelstack.config.* or a running stack, got none of them`,
  );
}

/** A running Prometheus knows metrics that no inventory does: those of the user's own code. */
async function storedMetrics(id: StackId): Promise<readonly string[]> {
  const state = await readState((await stackPaths(id)).stateFile);
  if (state === undefined) return [];
  const path = "/api/v1/label/__name__/values";
  const answer = requestJson<{ data: string[] }>("Prometheus", state.urls.prometheus, path);
  return answer.then(
    ({ data }) => data,
    () => [],
  );
}

function reportLines({ problems, files }: CheckReport): string[] {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const { other = 0, ...kinds } = files;
  const checked = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
  const passed = other === 0 ? "" : `; ${other} of no kind that is checked beyond its syntax`;
  return [
    ...problems.map(problemText),
    `${errors} errors, ${problems.length - errors} warnings; checked: ${checked.join(", ") || "nothing"}${passed}`,
  ];
}
