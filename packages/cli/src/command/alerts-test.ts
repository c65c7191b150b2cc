import type { NewAlert } from "../alerts/alertmanager.ts";
import { alertNamed, readCatalogue } from "../alerts/catalogue.ts";
import { subject } from "../alerts/current.ts";
import { endpointOptions, endpointsOf } from "../alerts/endpoints.ts";
import { gatherIfUp } from "../alerts/gather.ts";
import { runTest, type TestReport } from "../alerts/run-test.ts";
import { testAlert } from "../alerts/test-alert.ts";
import { subjectText } from "../alerts/text.ts";
import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import type { Command } from "./command.ts";

export const alertsTest: Command = {
  name: "test",
  summary: "raise an alert for two minutes and see who is told",
  details: [
    'It carries test="true" and takes the route of the real one. Exit code 1 when a message could not be delivered.',
    "Alertmanager counts messages, not alerts: one that something else causes at the same moment counts too.",
  ],
  options: {
    severity: { type: "string", value: "NAME", description: "critical, warning or info (default: its most severe)" },
    label: { type: "string", short: "l", value: "K=V", multiple: true, description: "a further label, job=shop/api" },
    wait: { type: "string", value: "SECONDS", description: "for the delivery (default: the group_wait and 15 s)" },
    ...endpointOptions,
  },
  positionals: [{ name: "NAME", description: "the alert", required: true }],
  run: async (args, context) => {
    const { io, signal } = context;
    const endpoints = await endpointsOf(args, context);
    const { alerts } = await readCatalogue(endpoints);
    const { rules } = await gatherIfUp(endpoints, io);
    const name = alertNamed(args.positionals[0] ?? "", [...new Set([...alerts, ...rules].map((one) => one.name))]);
    const wish = { name, severity: args.value("severity"), labels: args.values("label") };
    const known = {
      entry: alerts.find((one) => one.name === name),
      rules: rules.filter((rule) => rule.name === name),
    };
    const alert = testAlert(wish, known, new Date());
    const isJson = args.flag("json");
    const report = await runTest(endpoints.alertmanager, alert, {
      signal,
      waitSeconds: secondsOf(args.value("wait")),
      onRoute: (receivers, seconds) => {
        if (isJson) return;
        for (const line of routeLines(alert, receivers)) io.out(line);
        io.out(`waiting up to ${seconds} s for the delivery`);
      },
    });
    if (isJson) io.out(JSON.stringify({ alert, ...report }, undefined, 2));
    else tell(alert, report, io);
    return report.deliveries.every(({ sent, failed, expected }) => failed === 0 && sent >= expected) ? 0 : 1;
  },
};

function tell(alert: NewAlert, { receivers, state, deliveries, waitedSeconds }: TestReport, io: Io): void {
  if (deliveries.length === 0) {
    for (const line of routeLines(alert, receivers)) io.out(line);
    io.out(
      state === "suppressed"
        ? "it is silenced or inhibited: nobody is told (otelstack alerts list)"
        : "none of these receivers tells anybody: configure one, and try again",
    );
    return;
  }
  for (const { integration, expected, sent, failed } of deliveries) {
    if (failed > 0) {
      io.err(`${integration}: failed ${failed} times in ${waitedSeconds} s; otelstack logs alertmanager says why`);
    } else if (sent < expected) {
      io.err(
        `${integration}: ${sent} of ${expected} messages after ${waitedSeconds} s; a group that was told already waits for its group_interval`,
      );
    } else io.out(`${integration}: delivered after ${waitedSeconds} s`);
  }
}

function routeLines({ labels }: NewAlert, receivers: TestReport["receivers"]): string[] {
  const { alertname = "", severity = "" } = labels;
  return [
    `${alertname} ${severity}: ${subjectText(subject(labels, {}))}`,
    ...receivers.map(({ name, integrations }) => `  goes to ${name} (${integrations.join(", ") || "tells nobody"})`),
  ];
}

function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new CliError("E_ARGUMENT", `--wait: got ${JSON.stringify(text)}, expected whole seconds`);
}
