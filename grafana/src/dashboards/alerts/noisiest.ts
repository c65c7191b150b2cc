import { secondsOf } from "../../duration.ts";
import { general } from "../../inventory/general.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { promNow } from "../../panel/query.ts";
import { table } from "../../panel/table.ts";
import type { Config } from "../../settings.ts";
import { alertMatchers, timesFired } from "../parts/alerts.ts";

const labels = "alertname, severity, component";

/** The list to work off: each alert should fire rarely, for long enough to be seen, and be worth it. */
export function noisiest(config: Config): PanelDef {
  const firing = `${general.alerts}{${alertMatchers()}}`;
  const seconds = `sum by (${labels}) (count_over_time(${firing}[$__range])) * ${secondsOf(config.evaluationInterval) * config.timeScale}`;
  return table({
    key: "noisiest",
    title: "Noisiest alerts",
    description:
      "How often each alert began to fire in the chosen time, for how long in all and each time, and in how many services; 0 times: it was firing before already and never stopped. Often and short: raise its threshold or its `for`. Always: delete it or repair what it says. The name leads to its runbook. Fed by Prometheus' alert rules.",
    fedBy: "fault",
    width: 24,
    height: 8,
    noValue: "nothing fired in this time",
    sortBy: "Times",
    queries: [
      promNow(timesFired(labels)),
      promNow(seconds),
      // What fired all the time did so once.
      promNow(`${seconds} / clamp_min(${timesFired(labels)}, 1)`),
      promNow(`count by (${labels}) (count by (${labels}, job) (count_over_time(${firing}[$__range])))`),
    ],
    columns: [
      {
        field: "alertname",
        title: "Alert",
        link: { title: "Open the runbook", url: `${config.runbookUrl}/\${__data.fields.alertname}.md` },
      },
      { field: "severity", title: "Severity", width: 100 },
      { field: "component", title: "Component", width: 120 },
      { field: "Value #A", title: "Times", unit: "short" },
      { field: "Value #B", title: "Firing in all", unit: "s" },
      { field: "Value #C", title: "Firing each time", unit: "s" },
      { field: "Value #D", title: "Services", unit: "short" },
    ],
  });
}
