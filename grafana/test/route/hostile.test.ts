import { afterAll, beforeAll, expect, test } from "vitest";
import { buildTimeoutMillis } from "../../../packages/cli/test/stack/tools.ts";
import { elementsOf, linksOf, textOf } from "./html.ts";
import { buttonsOf, filtersOf, fromMillis, pageOf, startInbox, type Inbox } from "./inbox.ts";

// Labels come from what users send: a route, a tenant, an account.

const hostile = `"'\`\\\n<script>alert(1)</script><!channel> & {{ nonsense }} | 100% ${"x".repeat(5000)}`;

let inbox: Inbox;

beforeAll(async () => {
  inbox = await startInbox();
  const alert = pageOf("Hostile", hostile, { route: hostile, instance: "i1" });
  await inbox.alertmanager.post([
    { ...alert, annotations: { ...alert.annotations, summary: hostile } },
    { ...pageOf("Yaml"), annotations: { summary: '["{{ nonsense }}"]', description: '["{{ nonsense }}"]' } },
    { ...pageOf("Links"), annotations: { runbook_url: "javascript:alert(1)" } },
  ]);
}, buildTimeoutMillis);

afterAll(() => inbox.stop());

test("stays text in HTML, the links stay links, and all of it is short", async () => {
  const { email } = await inbox.mailWith("Hostile");

  expect(email.subject).toMatch(/^\[critical\] Hostile "'`\\ <script>[^\n]{10,150}…$/);
  expect(elementsOf(email.html)).not.toContain("script");
  expect(textOf(email.html)).toContain("<script>alert(1)</script>");
  for (const link of Object.values(linksOf(email.html)))
    expect(link).toMatch(/^https?:\/\/(127\.0\.0\.1|example\.org)[^\s<>"]{1,2000}$/);
  expect(Buffer.byteLength(email.html ?? "")).toBeLessThan(20_000);
});

test("calls nobody in Slack", async () => {
  const { attachment } = await inbox.slackWith("Hostile");

  expect(attachment.text).toContain("&lt;!channel&gt; &amp;");
  const angles = `${attachment.title}${attachment.fallback}${attachment.text}`.match(/<[^>]*>/g);
  expect(angles).toEqual([expect.stringMatching(/^<!date\^\d+\^/)]);
});

test.each(["Hostile", "Yaml"])("does not keep the page %s from being sent", async (name) => {
  const { payload } = await inbox.eventWith(name);

  expect(payload.source.length).toBeLessThanOrEqual(201);
  expect(payload.custom_details?.["firing"]).toMatch(/^\* .*\{\{ nonsense \}\}/);
});

test("a link that is none is replaced", async () => {
  const { email } = await inbox.mailWith("Links");

  expect(linksOf(email.html)).toMatchObject({
    Runbook: expect.stringMatching(/^https:.*runbooks$/),
    Dashboard: `http://127.0.0.1:3000/d/otel-overview?from=${fromMillis}&to=now`,
  });
});

test("the silence button leaves out what its form cannot read, and still matches the alert", async () => {
  const { attachment } = await inbox.slackWith("Hostile");
  const filters = filtersOf(buttonsOf(attachment)["Silence"]);

  const found = await inbox.alertmanager.alerts(...filters);

  expect(filters.join()).toContain('instance="i1"');
  expect(found.map(({ labels }) => labels["alertname"])).toEqual(["Hostile"]);
});

test("nothing was refused, and Alertmanager had nothing to complain about", () => {
  expect(inbox.refused()).toEqual([]);
  expect(inbox.alertmanager.log()).not.toMatch(/level=(ERROR|WARN)(?!.*UTF-8 strict mode)/);
});
