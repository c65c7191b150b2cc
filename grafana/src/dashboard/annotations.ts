import { colors } from "../panel/colors.ts";
import type { AnnotationJson } from "../panel/schema.ts";
import type { Config } from "../settings.ts";
import { chosen } from "./variables.ts";

/** Vertical lines in every graph: what was deployed when, and what was firing. */
export function annotations(config: Config): AnnotationJson[] {
  const datasource = { type: "prometheus", uid: "prometheus" };
  return [
    {
      name: "Deploys",
      datasource,
      enable: true,
      iconColor: colors.second,
      // A version that was not there a quarter of an hour before.
      expr: `count by (job, service_version) (target_info{${chosen(config)}}) unless on (job, service_version) count by (job, service_version) (target_info{${chosen(config)}} offset 15m)`,
      titleFormat: "{{job}} {{service_version}}",
      textFormat: "first seen",
      step: "60s",
    },
    {
      name: "Critical alerts",
      datasource,
      enable: true,
      iconColor: colors.bad,
      expr: `ALERTS{alertstate="firing", severity="critical"}`,
      titleFormat: "{{alertname}}",
      textFormat: "{{job}}",
      step: "60s",
    },
  ];
}
