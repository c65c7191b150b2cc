import { dateTimeFormat, dateTimeFormatTimeAgo } from "@grafana/data";
import { Alert, Button, LoadingPlaceholder, Tag, useTheme2 } from "@grafana/ui";
import { useEffect, useState } from "react";
import { type Silence, unsilence } from "../api/alertmanager.ts";
import { useRefresh } from "../time/use-refresh.ts";
import { type CurrentAlert, type Gathered, gatherAlerts } from "./gather.ts";
import { runbookPath } from "./runbook.tsx";
import { SilenceForm } from "./silence-form.tsx";

/** What fires and what is about to, with the way to help and to quiet. */
export function AlertsPage({ url }: { readonly url: URL }) {
  const { tick, refresh } = useRefresh(url.searchParams.get("refresh") ?? "10s");
  const [gathered, setGathered] = useState<Gathered | undefined>();
  const [problem, setProblem] = useState<string | undefined>();
  useEffect(() => {
    document.title = "Alerts · otelstack view";
    void gatherAlerts().then(setGathered);
  }, [tick]);
  const change = (work: Promise<unknown>): void => {
    work.then(
      () => {
        setProblem(undefined);
        refresh();
      },
      (error: Error) => setProblem(error.message),
    );
  };
  if (gathered === undefined) return <LoadingPlaceholder text="Reading the alerts…" />;
  const { alerts, silences, problems } = gathered;
  return (
    <main>
      <header className="page-head">
        <h1>Alerts</h1>
        <Button size="sm" variant="secondary" icon="sync" onClick={refresh}>
          Refresh
        </Button>
      </header>
      {[...problems, ...(problem === undefined ? [] : [problem])].map((text) => (
        <Alert key={text} severity="error" title={text} />
      ))}
      {alerts.length === 0 && problems.length === 0 && <p>Nothing fires, nothing is about to.</p>}
      <ul className="alert-list">
        {alerts.map((alert) => (
          <AlertItem key={alert.key} alert={alert} change={change} />
        ))}
      </ul>
      <h2>Silences</h2>
      {silences.length === 0 && <p>Nothing is silenced.</p>}
      <ul className="alert-list">
        {silences.map((silence) => (
          <SilenceItem key={silence.id} silence={silence} change={change} />
        ))}
      </ul>
    </main>
  );
}

const severityColors: Readonly<Record<string, string>> = { critical: "#D55E00", warning: "#E69F00", info: "#56B4E9" };

type Change = (work: Promise<unknown>) => void;

function AlertItem({ alert, change }: { readonly alert: CurrentAlert; readonly change: Change }) {
  const theme = useTheme2();
  const [isSilencing, setSilencing] = useState(false);
  const { state, labels, annotations, since, receivers } = alert;
  const severity = labels["severity"] ?? "none";
  const isQuiet = state === "silenced" || state === "inhibited";
  const color = isQuiet ? theme.colors.text.disabled : severityColors[severity];
  const name = labels["alertname"] ?? "alert";
  const { runbook_url: runbook, dashboard_url: dashboard } = annotations;
  return (
    <li style={{ borderLeft: `4px solid ${color}` }} data-alert={name} data-alert-state={state}>
      <strong>{name}</strong> · {state} · {severity} · since{" "}
      <time title={dateTimeFormat(since)}>{dateTimeFormatTimeAgo(since)}</time>
      <p>
        {annotations["summary"]}
        {annotations["description"] && `: ${annotations["description"]}`}
      </p>
      <p className="toolbar">
        {Object.entries(labels)
          .filter(([key]) => key !== "alertname" && key !== "severity")
          .map(([key, value]) => (
            <Tag key={key} name={`${key}=${value}`} colorIndex={9} />
          ))}
      </p>
      <p className="toolbar">
        {runbook && <a href={runbookPath(runbook)}>Runbook</a>}
        {dashboard && <a href={pathOf(dashboard)}>Dashboard</a>}
        {receivers.length > 0 && <span>goes to {receivers.join(", ")}</span>}
        {state === "firing" && (
          <Button size="sm" variant="secondary" icon="bell-slash" onClick={() => setSilencing(!isSilencing)}>
            Silence
          </Button>
        )}
      </p>
      {isSilencing && <SilenceForm labels={labels} onSilence={(work) => (setSilencing(false), change(work))} />}
    </li>
  );
}

/** Alert links carry the address of Grafana or of this viewer: here the path is what counts. */
function pathOf(address: string): string {
  try {
    const { pathname, search } = new URL(address);
    return pathname + search;
  } catch {
    return address;
  }
}

function SilenceItem({ silence, change }: { readonly silence: Silence; readonly change: Change }) {
  return (
    <li data-silence={silence.id}>
      <code>
        {silence.matchers
          .map(
            ({ name, value, isEqual, isRegex }) =>
              `${name}${isEqual ? "=" : "!"}${isRegex ? "~" : isEqual ? "" : "="}"${value}"`,
          )
          .join(", ")}
      </code>
      <p>
        until {dateTimeFormat(silence.endsAt)} · {silence.createdBy}: {silence.comment}
      </p>
      <Button size="sm" variant="secondary" icon="bell" onClick={() => change(unsilence(silence.id))}>
        End the silence
      </Button>
    </li>
  );
}
