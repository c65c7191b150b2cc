import { scaled } from "../duration.ts";
import type { GeneratedFile } from "../file.ts";
import { yamlOf } from "../rule/files.ts";
import type { Config } from "../settings.ts";
import { inhibitRules } from "./inhibit.ts";
import { quietName, quietTimes } from "./quiet.ts";
import { receiverList } from "./receivers.ts";
import { emailTemplates } from "./template/email.ts";
import { commonTemplates } from "./template/common.ts";
import { pagerdutyTemplates } from "./template/pagerduty.ts";
import { slackTemplates } from "./template/slack.ts";
import { routeTree } from "./tree.ts";

/** Alertmanager's configuration and the templates of its messages. */
export function routeFiles(config: Config): GeneratedFile[] {
  return [
    { path: "alertmanager/alertmanager.yml", content: yamlOf(alertmanagerConfig(config)) },
    template("common", commonTemplates(config)),
    template("email", emailTemplates(config)),
    template("slack", slackTemplates(config)),
    template("pagerduty", pagerdutyTemplates()),
  ];
}

function alertmanagerConfig(config: Config): object {
  const quiet = quietTimes(config);
  return {
    // For alerts whose sender does not say when they end; Prometheus and Loki do.
    global: { resolve_timeout: scaled("5m", config.timeScale) },
    templates: ["templates/*.tmpl"],
    route: routeTree(config),
    inhibit_rules: inhibitRules,
    ...(quiet.length > 0 && { time_intervals: [{ name: quietName, time_intervals: quiet }] }),
    receivers: receiverList(config),
  };
}

function template(name: string, content: string): GeneratedFile {
  return {
    path: `alertmanager/templates/${name}.tmpl`,
    content: `{{/* Generated from grafana/src; change it there. */}}\n${content}`,
  };
}
