import type { Config } from "../settings.ts";

/** What Loki keeps as labels of a stream; the rest of `config.selector` says nothing about logs. */
const streamLabels = new Set(["service_name", "service_namespace", "deployment_environment_name"]);

/** Lines of applications, of those that the user's selector chooses as far as Loki can tell. */
export function logSelector({ selector }: Config): string {
  const chosen = [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*"/g)].filter(([, label = ""]) =>
    streamLabels.has(label),
  );
  return `{${['service_name=~".+"', ...chosen.map(([matcher]) => matcher)].join(",")}}`;
}

/** `namespace/name` as metrics have it, made of the labels of a stream; a stage of a LogQL pipeline. */
export const jobLabel = "label_format job=`{{if .service_namespace}}{{.service_namespace}}/{{end}}{{.service_name}}`";
