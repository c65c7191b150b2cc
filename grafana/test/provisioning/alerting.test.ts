import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { alerts } from "../../src/alerts/index.ts";
import { defaultConfig, generateMixin, mergeConfig, type Config } from "../../src/index.ts";
import { uidOf } from "../../src/provisioning/alerting/rules.ts";

// The shape of Grafana's alerting files. That Grafana loads them is not proven by this: no Grafana runs here.

interface Rule {
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly for: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly data: { refId: string; datasourceUid: string; model: { refId: string; expr?: string } }[];
}
interface Rules {
  readonly groups: { name: string; folder: string; interval: string; rules: Rule[] }[];
  readonly deleteRules: { orgId: number; uid: string }[];
}
interface Contacts {
  readonly contactPoints: {
    name: string;
    receivers: { uid: string; type: string; settings: Record<string, unknown> }[];
  }[];
}
interface Policy {
  readonly receiver: string;
  readonly object_matchers?: string[][];
  readonly routes?: Policy[];
}

const receivers = {
  email: { to: "ops@example.com", from: "otel@example.com", smarthost: "mail.example.com:587" },
  slack: { urlFile: "/secrets/slack", channel: "#ops", criticalChannel: "#fire" },
  pagerduty: { routingKeyFile: "/secrets/pagerduty" },
  webhook: { urlFile: "/secrets/hook", bearerTokenFile: "/secrets/token" },
  heartbeat: { urlFile: "/secrets/heartbeat" },
};
const told = mergeConfig(defaultConfig, {
  receivers,
  routing: { teams: { pay$team: { webhook: receivers.webhook } } },
});

function read(config: Config, name: string): unknown {
  const path = `provisioning-alerting/${name}.yaml`;
  const file = generateMixin(config).find((one) => one.path === path) ?? expect.fail(`${path} is not made`);
  return parse(file.content) as unknown;
}

describe("never beside Alertmanager", () => {
  const alertsIn = (config: Config): string[] =>
    generateMixin(config)
      .filter(({ path }) => /^(?:prometheus|loki)\/rules\//.test(path))
      .flatMap(({ content }) => content.match(/^ +- alert: \w+/gm) ?? []);

  test("by default Prometheus and Loki hold the alerts", () => {
    expect(defaultConfig.alerting).toBe("alertmanager");
    expect(alertsIn(defaultConfig).length).toBeGreaterThan(0);
  });

  test("where Grafana evaluates them, Prometheus and Loki have none, and Alertmanager tells nobody", () => {
    const config = mergeConfig(told, { alerting: "grafana" });
    const files = generateMixin(config);

    expect(alertsIn(config)).toEqual([]);
    expect(files.find(({ path }) => path === "alertmanager/alertmanager.yml")?.content).not.toContain("_configs");
    // Both folders must be there: they are mounted.
    expect(files.map(({ path }) => path)).toContain("loki/rules/fake/none.yaml");
    expect(files.some(({ path }) => path.startsWith("prometheus/rules/"))).toBe(true);
  });
});

describe("rules", () => {
  const { groups, deleteRules } = read(told, "rules") as Rules;
  const rules = groups.flatMap(({ folder, rules: members }) => members.map((rule) => ({ folder, ...rule })));

  test("every tier of every alert is one, with a uid that Grafana takes", () => {
    const tiers = alerts.flatMap(({ name }) => Object.keys(told.thresholds[name]).map((tier) => uidOf(name, tier)));
    expect(rules.map(({ uid }) => uid).toSorted()).toEqual(tiers.toSorted());
    for (const { uid } of rules) expect(uid).toMatch(/^[a-z0-9-]{1,40}$/);
    expect(uidOf("AVeryLongNameOfAnAlertThatNobodyWouldWrite", "critical")).toHaveLength(40);
  });

  test("no folder holds two of one title, no uid is there twice", () => {
    const titles = rules.map(({ folder, title }) => `${folder}/${title}`);
    expect(titles).toEqual([...new Set(titles)]);
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
  });

  test("each asks one store, and any result is an alert", () => {
    for (const { condition, data } of rules) {
      expect(data.map(({ refId }) => refId)).toEqual(["query", "any_result", "threshold"]);
      expect(data.every(({ refId, model }) => model.refId === refId)).toBe(true);
      expect(["prometheus", "loki"]).toContain(data[0]?.datasourceUid);
      expect(condition).toBe("threshold");
    }
  });

  test("a warning leaves out what the critical one says: Grafana cannot inhibit", () => {
    const warning = rules.find(({ uid }) => uid === "http-error-ratio-high-warning");
    const critical = rules.find(({ uid }) => uid === "http-error-ratio-high-critical");
    const expr = warning?.data[0]?.model.expr ?? "";

    expect(expr).toContain("> 0.01");
    expect(expr.split("\nunless\n")[1]).toBe(`(${critical?.data[0]?.model.expr})`);
  });

  test("templates are Grafana's; only what Grafana searches for variables has its dollar signs doubled", () => {
    for (const { annotations, labels } of rules) {
      expect(JSON.stringify(annotations)).not.toMatch(/\$value\b|\$\$|\$\{/);
      expect(JSON.stringify(labels).replaceAll("$$", "")).not.toContain("$");
    }
    expect(rules[0]?.annotations["description"]).toMatch(/\{\{ \$values\.query\.Value \|/);
  });

  test("times are those that Grafana's scheduler knows, scaled ones too", () => {
    const scaled = read(mergeConfig(defaultConfig, { timeScale: 1 / 60 }), "rules") as Rules;
    for (const group of [...groups, ...scaled.groups]) {
      expect(Number.parseInt(group.interval.replace("1m", "60s"), 10) % 10, group.name).toBe(0);
    }
  });

  test("what a configuration switches off is deleted from Grafana", () => {
    const without = mergeConfig(defaultConfig, { alerts: { HttpErrorRatioHigh: { disable: true } } });
    const deleted = (read(without, "rules") as Rules).deleteRules.map(({ uid }) => uid);

    expect(deleted).toContain("http-error-ratio-high-critical");
    expect(deleteRules.map(({ uid }) => uid)).not.toContain("http-error-ratio-high-critical");
  });
});

describe("contact points and policies", () => {
  const { contactPoints } = read(told, "contact-points") as Contacts;
  const { policies } = read(told, "policies") as { policies: Policy[] };
  const all = (policy: Policy): Policy[] => [policy, ...(policy.routes ?? []).flatMap(all)];

  test("every policy leads to a contact point that is there, and each has a way", () => {
    const names = contactPoints.map(({ name }) => name);
    expect(policies).toHaveLength(1);
    for (const { receiver } of policies.flatMap(all)) expect(names).toContain(receiver);
    for (const { receivers: ways } of contactPoints) expect(ways.length).toBeGreaterThan(0);
    const uids = contactPoints.flatMap(({ receivers: ways }) => ways.map(({ uid }) => uid));
    expect(uids).toEqual([...new Set(uids)]);
    for (const uid of uids) expect(uid.length).toBeLessThanOrEqual(40);
  });

  test("secrets are read from their files", () => {
    const text = JSON.stringify(contactPoints);
    for (const file of ["slack", "pagerduty", "hook", "token", "heartbeat"]) {
      expect(text).toContain(`$__file{/secrets/${file}}`);
    }
  });

  test("matchers are in three pieces, and a dollar sign in them is doubled", () => {
    const matchers = policies.flatMap(all).flatMap(({ object_matchers: list }) => list ?? []);
    expect(matchers).toContainEqual(["severity", "=", "critical"]);
    expect(matchers).toContainEqual(["team", "=", "pay$$team"]);
    expect(matchers.every((matcher) => matcher.length === 3)).toBe(true);
  });
});
