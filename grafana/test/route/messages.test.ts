import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { buildTimeoutMillis } from "../../../packages/cli/test/stack/tools.ts";
import type { Alert } from "./alertmanager.ts";
import { linksOf, textOf } from "./html.ts";
import { buttonsOf, filtersOf, fromMillis, pageOf, routingKey, startInbox, waiting, type Inbox } from "./inbox.ts";

// What a real Alertmanager makes of the templates, at a real SMTP server and at recordings of Slack and PagerDuty, which
// check the formats of these services.

let inbox: Inbox;

beforeAll(async () => {
  inbox = await startInbox();
}, buildTimeoutMillis);

afterAll(() => inbox.stop());

describe("a page", () => {
  const alert = pageOf("HttpErrorRatioHigh");
  const dashboard = `http://127.0.0.1:3000/d/otel-service?var-job=shop/api&from=${fromMillis}&to=now&viewPanel=7`;
  const logs = `http://127.0.0.1:3000/d/otel-logs?from=${fromMillis}&to=now&var-job=shop%2Fapi`;

  beforeAll(() => inbox.alertmanager.post([alert]));

  test("as an e-mail", async () => {
    const { email, to, user } = await inbox.mailWith("HttpErrorRatioHigh");

    expect({ to, user }).toEqual({ to: ["on-call@example.org"], user: "alerts" });
    expect(email.subject).toBe("[critical] HttpErrorRatioHigh shop/api");
    expect(email.text).toContain("shop/api answers 12.5% of its requests with a 5xx status.");
    expect(email.text).toContain(dashboard);
    expect(textOf(email.html)).toContain("▲ Critical");
    expect(linksOf(email.html)).toEqual({
      Runbook: "https://example.org/runbooks/HttpErrorRatioHigh.md",
      Dashboard: dashboard,
      "Traces and logs": logs,
      Silence: expect.stringMatching(`^${inbox.alertmanager.url}/#/silences/new\\?filter=`),
      "All alerts": `${inbox.alertmanager.url}/#/alerts`,
    });
    expect(email.html).toContain("#D55E00");
  });

  test("in Slack", async () => {
    const { attachment, message } = await inbox.slackWith("HttpErrorRatioHigh");

    expect(message.channel).toBe("#incidents");
    expect(attachment).toMatchObject({
      title: "[critical] HttpErrorRatioHigh shop/api",
      title_link: dashboard,
      color: "#D55E00",
    });
    expect(attachment.text).toMatch(
      /^\*Too many requests fail\*\n• shop\/api answers 12\.5% of its requests with a 5xx status\. · <!date\^\d+\^since \{date_short_pretty\} \{time\}\|since [-\d]+ [\d:]+ UTC>$/m,
    );
    expect(buttonsOf(attachment)).toMatchObject({
      Runbook: "https://example.org/runbooks/HttpErrorRatioHigh.md",
      Dashboard: dashboard,
      "Traces and logs": logs,
    });
  });

  test("at PagerDuty", async () => {
    const event = await inbox.eventWith("HttpErrorRatioHigh");

    expect(event).toMatchObject({
      routing_key: routingKey,
      event_action: "trigger",
      client_url: `${inbox.alertmanager.url}/#/alerts`,
      payload: {
        summary: "[critical] HttpErrorRatioHigh shop/api",
        source: "shop/api",
        severity: "critical",
        component: "http",
        class: "HttpErrorRatioHigh",
        group: "shop/api",
        custom_details: {
          summary: "* Too many requests fail",
          firing: expect.stringMatching(/^\* shop\/api answers 12\.5% of its requests with a 5xx status\., since /),
          num_firing: 1,
        },
      },
    });
    expect(event.links?.map(({ text }) => text)).toEqual(["Runbook", "Dashboard", "Traces and logs", "Silence"]);
  });

  test("at a webhook, with the token, every label and every link", async () => {
    const { body, headers } = await inbox.hookWith("HttpErrorRatioHigh");

    expect(headers["authorization"]).toBe("Bearer a token");
    expect(body.alerts).toMatchObject([{ labels: alert.labels, annotations: alert.annotations }]);
  });

  test("the silence button matches this alert and no other", async () => {
    await inbox.alertmanager.post([pageOf("HttpErrorRatioHigh", "shop/other")]);
    const { attachment } = await inbox.slackWith("HttpErrorRatioHigh");

    const found = await inbox.alertmanager.alerts(...filtersOf(buttonsOf(attachment)["Silence"]));

    expect(found.map(({ labels }) => labels["job"])).toEqual(["shop/api"]);
  });

  test("its end, everywhere, with the time it took and under the same key", async () => {
    const first = {
      mail: await inbox.mailWith(alert.labels["alertname"]!),
      event: await inbox.eventWith("HttpErrorRatioHigh"),
    };
    const endsAt = new Date();
    await inbox.alertmanager.post([{ ...alert, endsAt: endsAt.toISOString() }]);
    const range = `&from=${fromMillis}&to=${endsAt.valueOf()}`;
    const isOver = "[resolved] HttpErrorRatioHigh shop/api";

    const { email } = await inbox.mailWith(isOver);
    expect(textOf(email.html)).toMatch(/✔ Resolved[^]*over after 2m\d+s/);
    expect(linksOf(email.html)["Dashboard"]).toContain(range);
    expect(email.inReplyTo).toBe(first.mail.email.inReplyTo);
    const { attachment } = await inbox.slackWith(isOver);
    expect(attachment).toMatchObject({ color: "#009E73", title_link: expect.stringContaining(range) });
    expect(attachment.text).toMatch(/^✔ shop\/api answers .* · over after 2m\d+s$/m);
    const resolved = () => inbox.events().find(({ payload }) => payload.summary === isOver);
    await vi.waitFor(() => expect(resolved()).toBeDefined(), waiting);
    expect(resolved()).toMatchObject({ event_action: "resolve", dedup_key: first.event.dedup_key });
    await vi.waitFor(() => expect(inbox.hooks.map(({ body }) => body.status)).toContain("resolved"), waiting);
  });
});

describe("several services at once", () => {
  const jobs = Array.from({ length: 12 }, (_, index) => `shop/service-${String(index).padStart(2, "0")}`);
  const title = "[warning] HttpLatencyP95High (12 alerts)";
  const warningOf = (job: string): Alert => {
    const alert = pageOf("HttpLatencyP95High", job);
    return { ...alert, labels: { ...alert.labels, severity: "warning", page: "false" } };
  };

  beforeAll(() => inbox.alertmanager.post(jobs.map(warningOf)));

  test("are one e-mail with the links of each", async () => {
    const { email } = await inbox.mailWith(title);

    expect(email.html).toContain("#E69F00");
    for (const job of jobs) {
      expect(textOf(email.html)).toContain(`${job} answers`);
      expect(email.html).toContain(`var-job=${job}&amp;from=${fromMillis}`);
    }
  });

  test("are one message in Slack, of which ten are listed", async () => {
    const { attachment, message } = await inbox.slackWith(title);

    expect(message.channel).toBe("#alerts");
    expect(attachment.text.match(/^• .*\|Dashboard> · <.*\|Traces and logs> · <.*\|Silence>$/gm)).toHaveLength(10);
    expect(attachment.text).toContain("and so on: 12 in all");
  });

  test("do not page", () => {
    expect(inbox.events().some(({ payload }) => payload.class === "HttpLatencyP95High")).toBe(false);
  });
});

test("an alert with its own trace leads there", async () => {
  const traced = pageOf("Traced");
  const trace = "http://127.0.0.1:16686/trace/0af7651916cd43dd8448eb211c80319c";
  await inbox.alertmanager.post([{ ...traced, annotations: { ...traced.annotations, trace_url: trace } }]);

  const { attachment } = await inbox.slackWith("Traced");

  expect(buttonsOf(attachment)["Traces and logs"]).toBe(trace);
});

test("one database that is gone is one incident, however many services notice", async () => {
  const gone = { component: "database", inhibits: "environment" };
  await inbox.alertmanager.post([
    pageOf("DatabaseGone", "shop/api", gone),
    pageOf("DatabaseGone", "shop/orders", gone),
    pageOf("HeapGone", "shop/api", { component: "nodejs" }),
    pageOf("HeapGone", "shop/orders", { component: "nodejs" }),
  ]);

  const incidents = (name: string): number =>
    new Set(inbox.events().flatMap(({ dedup_key, payload }) => (payload.class === name ? [dedup_key] : []))).size;
  await expect.poll(() => incidents("HeapGone"), waiting).toBe(2);
  await expect.poll(() => incidents("DatabaseGone"), waiting).toBe(1);
  const summaries = (): string[] => inbox.events().map(({ payload }) => payload.summary);
  await expect.poll(summaries, waiting).toContain("[critical] DatabaseGone (2 alerts)");
});

test("a test says so, and is in no message with a real alert", async () => {
  await inbox.alertmanager.post([
    pageOf("Tested", "shop/api", { test: "true" }),
    pageOf("Tested", "shop/api", { component: "host" }),
  ]);

  expect((await inbox.mailWith("[test] [critical] Tested shop/api")).email.html).toBeDefined();
  await expect
    .poll(() => inbox.mails.map(({ email }) => email.subject), waiting)
    .toContain("[critical] Tested shop/api");
});

test("information is a digest by e-mail", async () => {
  const infoOf = (alertname: string): Alert => ({ labels: { alertname, severity: "info", job: "shop/api" } });
  await inbox.alertmanager.post([infoOf("Deployed"), infoOf("SignupsDropped")]);

  const { email } = await inbox.mailWith("[info] 2 alerts shop/api");

  expect(textOf(email.html)).toContain("● Information");
  expect(inbox.attachments().some(({ title }) => title.includes("[info]"))).toBe(false);
});

test("nothing was refused, and Alertmanager had nothing to complain about", () => {
  expect(inbox.refused()).toEqual([]);
  expect(inbox.alertmanager.log()).not.toMatch(/level=(ERROR|WARN)(?!.*UTF-8 strict mode)/);
});
