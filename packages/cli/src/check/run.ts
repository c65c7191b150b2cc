import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { checkAlertmanager, checkTemplates } from "./alertmanager.ts";
import { checkCollector } from "./collector.ts";
import { checkConfig } from "./config.ts";
import { checkDashboard } from "./dashboard.ts";
import { kindOf, type Kind } from "./kind.ts";
import { unknownMetrics, type Known } from "./known-metrics.ts";
import { checkLokiRules } from "./loki.ts";
import { sorted, type Problem } from "./problem.ts";
import { checkPrometheus, checkPrometheusRules } from "./prometheus.ts";
import { isRecord, problemAt, shown } from "./shape.ts";
import { parseSource } from "./source.ts";
import type { RunTool } from "./tool.ts";

/** What a check found. */
export interface CheckReport {
  readonly problems: readonly Problem[];
  /** How many files of each kind were read. */
  readonly files: Readonly<Partial<Record<Kind, number>>>;
}

interface Means {
  readonly runTool: RunTool;
  /** Names of metrics that a running Prometheus holds. */
  readonly stored: readonly string[];
}

const configName = /^otelstack\.config\.\w+$/;

/** Checks files, each for what it is. */
export async function checkFiles(files: readonly string[], { runTool, stored }: Means): Promise<CheckReport> {
  const problems: Problem[] = [];
  const counts: Partial<Record<Kind, number>> = {};
  const known: Known[] = [];
  const templates: string[] = [];
  for (const file of files) {
    const { kind, found, source } = await checkFile(file, runTool);
    counts[kind] = (counts[kind] ?? 0) + 1;
    problems.push(...found);
    if (kind === "templates") templates.push(file);
    if (source !== undefined) known.push({ kind, source });
  }
  // Those that a configuration among the files names are checked with it, and may need each other.
  if (counts.Alertmanager === undefined) {
    for (const file of templates) problems.push(...(await checkTemplates(file, runTool)));
  }
  problems.push(...repeatedUids(known), ...(await unknownMetrics(known, stored)));
  return { problems: sorted(problems), files: counts };
}

async function checkFile(
  file: string,
  runTool: RunTool,
): Promise<{ kind: Kind; found: readonly Problem[]; source?: Known["source"] }> {
  if (configName.test(basename(file))) return { kind: "otelstack.config", found: await checkConfig(file) };
  const text = await readFile(file, "utf8");
  if (/^\s*\{\{-?\s*(?:define|\/\*)/.test(text)) return { kind: "templates", found: [] };
  const source = parseSource(file, text);
  if (source.syntax.length > 0) return { kind: "other", found: source.syntax };
  const kind = kindOf(source.value);
  return { kind, found: await checks[kind](source, runTool), source };
}

type Check = (source: Known["source"], runTool: RunTool) => readonly Problem[] | Promise<readonly Problem[]>;

const checks: Readonly<Record<Kind, Check>> = {
  "Prometheus rules": checkPrometheusRules,
  "Loki rules": checkLokiRules,
  Prometheus: checkPrometheus,
  Alertmanager: checkAlertmanager,
  dashboard: checkDashboard,
  collector: checkCollector,
  "otelstack.config": ({ file }) => checkConfig(file),
  templates: () => [],
  other: () => [],
};

/** Two dashboards of one uid make Grafana refuse a whole folder. */
function repeatedUids(known: readonly Known[]): Problem[] {
  const dashboards = known.filter(({ kind }) => kind === "dashboard").map(({ source }) => source);
  const uids = dashboards.map(({ value }) => (isRecord(value) ? value["uid"] : undefined));
  return dashboards.flatMap((source, index) => {
    const first = uids.indexOf(uids[index]);
    if (uids[index] === undefined || first === index) return [];
    return [
      problemAt(
        source,
        ["uid"],
        `uid ${shown(uids[index])}: expected each once, ${dashboards[first]?.file} has it too`,
      ),
    ];
  });
}
