/** What a rule says of an alert that fires. */
export interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt?: string;
}

/** Sends alerts to an Alertmanager, as Prometheus does. */
export async function raiseAlerts(alertmanager: string, alerts: readonly FiringAlert[]): Promise<void> {
  const answer = await fetch(`${alertmanager}/api/v2/alerts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(alerts),
  });
  if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status} ${await answer.text()}, expected 200`);
}
