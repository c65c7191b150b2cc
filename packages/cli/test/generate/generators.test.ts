import { join } from "node:path";
import { expect, it } from "vitest";
import { generators } from "../../src/generate/generators.ts";
import { findOutdated } from "../../src/generate/outdated.ts";
import { findStale } from "../../src/generate/stale.ts";
import { insertTable } from "../../src/generate/readme.ts";

const root = join(import.meta.dirname, "../../../..");

it("every generated file in the repository is what its generator writes", async () => {
  const outdated = await findOutdated(root, generators);
  expect(outdated.map(({ path }) => path)).toEqual([]);
});

it("the generated folders hold nothing else", async () => {
  expect(await findStale(root, generators)).toEqual([]);
  expect(await findStale(root, [])).toContain("grafana/dist/catalogue.json");
});

it("names a file that is missing, with what it should hold", async () => {
  const made = { path: "no/such/file.txt", content: () => "made\n" };
  expect(await findOutdated(root, [made])).toEqual([{ path: "no/such/file.txt", content: "made\n" }]);
});

it("puts the variables between the markers, whatever stood there", () => {
  const text = "before\n<!-- env:start -->\nold\n<!-- env:end -->\nafter\n";
  const variables = [
    { name: "OTEL_SERVICE_NAME", type: "string", default: "", description: "Name of the service" },
    {
      name: "OTEL_LOG_LEVEL",
      type: "enum",
      default: "warn",
      allowed: ["none", "warn"],
      description: "How much is said",
    },
  ];
  expect(insertTable(text, variables)).toMatchInlineSnapshot(`
    "before
    <!-- env:start -->

    | Variable            | Type   | Default | Meaning                           |
    | ------------------- | ------ | ------- | --------------------------------- |
    | \`OTEL_SERVICE_NAME\` | string |         | Name of the service               |
    | \`OTEL_LOG_LEVEL\`    | enum   | \`warn\`  | How much is said (\`none\`, \`warn\`) |

    <!-- env:end -->
    after
    "
  `);
});

it("says which marker is missing", () => {
  expect(() => insertTable("<!-- env:start -->", [])).toThrow("README.md must contain the line <!-- env:end -->");
});
