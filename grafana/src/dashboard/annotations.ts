import { colors } from "../panel/colors.ts";
import type { AnnotationJson } from "../panel/schema.ts";
import type { Config } from "../settings.ts";
import type { DashboardDef } from "./definition.ts";
import { chosen } from "./variables.ts";

/** Vertical lines in every graph: what was deployed when, and what was firing. */
export function annotations(config: Config, { variables }: DashboardDef): AnnotationJson[] {
  const datasource = { type: "prometheus", uid: "prometheus" };
  // A dashboard of machines cannot be narrowed down to a service.
  const services = variables.some(({ name }) => name === "job") ? chosen(config) : config.selector;
  return [
    {
      name: "Deploys",
      datasource,
      enable: true,
      iconColor: colors.second,
      // A version that was not there a quarter of an hour before.
      expr: `count by (job, service_version) (target_info{${services}}) unless on (job, service_version) count by (job, service_version) (target_info{${services}} offset 15m)`,
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
