import type { DashboardSource } from "../dashboard/definition.ts";
import { jobVariable } from "../dashboard/variables.ts";
import { course, timeline } from "./alerts/course.ts";
import { delivery } from "./alerts/delivery.ts";
import { evaluation } from "./alerts/evaluation.ts";
import { headline } from "./alerts/headline.ts";
import { noisiest } from "./alerts/noisiest.ts";

/** Which alerts cry wolf, and whether those that matter arrive. For the weekly look, not for the night. */
export const alertNoise: DashboardSource = (config) => ({
  uid: "otel-alerts",
  title: "Alert noise",
  folder: "On call",
  description:
    "How often each alert fired and for how long, so that the noisy ones are repaired or deleted; and whether messages are delivered.",
  range: "7d",
  variables: [jobVariable(config)],
  top: [...headline(), noisiest(config), timeline()],
  rows: [
    { title: "Over time", panels: course() },
    { title: "Delivery: does Alertmanager reach you", panels: delivery() },
    { title: "Evaluation: do the rules run", panels: evaluation() },
  ],
  ways: [
    { title: "Alertmanager", to: config.alertmanagerUrl },
    { title: "Telemetry pipeline", to: "otel-pipeline" },
  ],
});
