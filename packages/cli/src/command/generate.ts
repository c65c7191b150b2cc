import { relative, resolve } from "node:path";
import { generateMixin } from "@org/otel-grafana";
import { syncFolder, type FolderChange } from "../generate/folder.ts";
import type { Io } from "../io.ts";
import { readConfig, stackConfig } from "../stack/config.ts";
import { portsAt } from "../stack/ports.ts";
import { reconfigureStack } from "../stack/reconfigure.ts";
import type { Command } from "./command.ts";
import { configFileOf, configOption, portOffset, stackIdOf } from "./shared.ts";

const defaultFolder = "otelstack";

export const generate: Command = {
  name: "generate",
  summary: "write dashboards, rules, routes and provisioning as your configuration wants them",
  details: [
    "For backends of your own, or to look at. A stack of `otelstack up` needs no files: it reads the configuration itself.",
    "Files that an earlier run has written and this one does not are removed; what others put there is left alone.",
  ],
  options: {
    config: configOption,
    out: { type: "string", value: "DIR", description: `where to write (default ./${defaultFolder})` },
    check: { type: "boolean", description: "write nothing; exit 1 when a file is not what it should be" },
    reload: { type: "boolean", description: "also give the configuration to the stack that is up" },
    "port-offset": portOffset,
  },
  positionals: [],
  run: async (args, context) => {
    const { io } = context;
    const id = stackIdOf(args, context);
    const configFile = await configFileOf(args);
    io.out(configFile === undefined ? "no otelstack.config.* here: the defaults" : `configuration: ${configFile}`);
    const override = configFile === undefined ? {} : await readConfig(configFile);
    const config = stackConfig(portsAt(id.portOffset), override);
    const folder = resolve(args.value("out") ?? defaultFolder);
    const dryRun = args.flag("check");
    // First: a stack that refuses leaves nothing half done.
    const isReload = args.flag("reload") && !dryRun;
    if (isReload) await reconfigureStack({ ...id, configFile }, io);
    const change = await syncFolder(folder, generateMixin(config), { readable: "everybody", dryRun });
    const isSame = change.written.length + change.removed.length === 0;
    tell(folder, change, dryRun, io);
    if (dryRun) return isSame ? 0 : 1;
    if (!isSame && !isReload) for (const line of howToLoad(folder, config.alerting)) io.out(line);
    return 0;
  },
};

function tell(folder: string, { written, removed }: FolderChange, isCheck: boolean, io: Io): void {
  const place = relative(process.cwd(), folder) || ".";
  for (const path of written) io.out(`${isCheck ? "not current" : "wrote"} ${place}/${path}`);
  for (const path of removed) io.out(`${isCheck ? "no longer made" : "removed"} ${place}/${path}`);
  if (written.length + removed.length === 0) io.out(`${place}: everything is current`);
}

function howToLoad(folder: string, alerting: "alertmanager" | "grafana"): string[] {
  return [
    "",
    "How to load them:",
    `  Prometheus    rule_files: ["${folder}/prometheus/rules/*.yml"], then SIGHUP`,
    ...(alerting === "alertmanager"
      ? [
          `  Loki          ruler.storage.local.directory: ${folder}/loki/rules`,
          `  Alertmanager  --config.file=${folder}/alertmanager/alertmanager.yml`,
        ]
      : [`  Grafana       ${folder}/provisioning-alerting at /etc/grafana/provisioning/alerting`]),
    `  Grafana       ${folder}/provisioning at /etc/grafana/provisioning, ${folder}/dashboards at /etc/grafana/dashboards`,
    "  A stack of otelstack up: otelstack generate --reload, or otelstack up again",
  ];
}
