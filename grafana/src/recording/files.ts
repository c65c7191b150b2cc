import type { GroupJson } from "../alert/rules.ts";
import type { GeneratedFile } from "../file.ts";
import { filesIn } from "../rule/files.ts";
import type { Config } from "../settings.ts";
import { sloGroups } from "../slo/rules.ts";
import { declaredServiceGroups } from "./services.ts";

/** Recording rules: what dashboards and alerts would compute again and again, or could not compute at all. */
export function recordingGroups(config: Config): GroupJson[] {
  return [...declaredServiceGroups(config), ...sloGroups(config)];
}

/** Their rule files. */
export function recordingFiles(config: Config): GeneratedFile[] {
  return filesIn("prometheus/rules", "yml", recordingGroups(config));
}
