import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binariesOf, buildTimeoutMillis } from "../stack/tools.ts";
import { openWorkshop } from "./workshop.ts";

// A mistake is planted in a file; the line that names it must be the line it was planted in.

const workshop = openWorkshop();
beforeAll(() => binariesOf("alertmanager"), buildTimeoutMillis);
afterAll(() => workshop.remove());

describe("Alertmanager", () => {
  const config = (route: string, more = ""): string => `route:
  receiver: nobody
${route}
receivers:
  - name: nobody
${more}`;

  test.each([
    ["an unknown key", "  group_byy: [alertname]   # ←", "", 'unknown key "group_byy"'],
    [
      "a receiver that is not there",
      '  routes:\n    - matchers: [severity="info"]\n      receiver: nobdy   # ←',
      "",
      'undefined receiver "nobdy" used in route',
    ],
    [
      "a pattern that is none",
      "  routes:\n    - matchers: ['severity=~\"a(\"']   # ←\n      receiver: nobody",
      "",
      "error parsing regexp",
    ],
  ])("%s", async (_, route, more, message) => {
    const { lines, planted, code } = await workshop.problems("alertmanager/config.yml", config(route, more));
    expect(lines.join("\n")).toContain(`${planted}: ${message}`);
    expect(code).toBe(1);
  });

  test("a secret that is not where it should be is a warning", async () => {
    const { lines, planted, code } = await workshop.problems(
      "alertmanager/config.yml",
      config("", '    slack_configs:\n      - channel: "#ops"\n        api_url_file: secrets/slack   # ←\n'),
    );
    expect(lines).toEqual([
      `${planted}: warning: api_url_file: secrets/slack is not here; expected it where Alertmanager runs`,
    ]);
    expect(code).toBe(0);
  });

  test("a template, named by the configuration or alone", async () => {
    const broken = workshop.write(
      "alertmanager/templates/mail.tmpl",
      '{{ define "mail" }}\nHello\n{{ .Foo \n{{ end }}\n',
    );
    const file = workshop.write("alertmanager/with-templates.yml", config("", "templates: [templates/*.tmpl]\n"));
    expect((await workshop.check(file)).out).toContain(`${broken}:4: unexpected "{" in operand`);
    expect((await workshop.check(broken)).out).toContain(`${broken}:4: unexpected "{" in operand`);
  });
});
