import { type NewAlert, postAlerts } from "../../packages/cli/src/alerts/alertmanager.ts";

/** As long as Alertmanager takes an alert to last that says nothing of its end. */
const lastMillis = 5 * 60_000;

/** Alerts that fire from now on. */
export function raiseAlerts(
  alertmanager: string,
  alerts: readonly Pick<NewAlert, "labels" | "annotations">[],
): Promise<void> {
  const startsAt = new Date().toISOString();
  const endsAt = new Date(Date.now() + lastMillis).toISOString();
  return postAlerts(
    alertmanager,
    alerts.map((alert) => ({ ...alert, startsAt, endsAt })),
  );
}
