import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, onTestFinished, test } from "vitest";

const main = join(import.meta.dirname, "../../packages/cli/src/main.ts");

// What `npm start` runs once the set-up is done; on a stack that is up already, which it has to leave up.
test("the demo says where one order can be seen, and every line of it works", async () => {
  const { portOffset } = inject("stack");
  const flags = ["--port-offset", String(portOffset)];
  const env = { ...process.env, OTELSTACK_HOME: inject("stackHome") };
  const demo = spawn(process.execPath, [main, "demo", "--native", "--rate", "2", ...flags], { env });
  onTestFinished(() => void demo.kill("SIGKILL"));
  let output = "";
  for (const stream of [demo.stdout, demo.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await expect.poll(() => output, { timeout: 120_000 }).toContain("Ctrl-C ends the demo");

  expect(output).toMatch(/first order visible \d+\.\d s after the start/);
  expect(output).toMatch(/a provoked failure as an issue: http:.*\/issues\/issue\//);
  const [, traceId = ""] = /trace ([0-9a-f]{32})/.exec(output) ?? [];
  const { stdout } = await promisify(execFile)(process.execPath, [main, "trace", traceId, ...flags], { env });
  for (const service of ["shop-gateway", "shop-orders", "shop-worker"]) expect(stdout).toContain(service);
  for (const [, url = ""] of output.matchAll(/curl -s '([^']+)'/g)) {
    const answer = await fetch(url);
    const { data } = (await answer.json()) as { data: { result: unknown[] } };
    expect(data.result, url).not.toHaveLength(0);
  }

  const inBrowser = /in your browser: (\S+)/;
  await expect.poll(() => output, { timeout: 180_000 }).toMatch(inBrowser);
  const opened = await fetch(inBrowser.exec(output)?.[1] ?? "", { redirect: "manual" });
  expect(opened.status).toBe(303);

  demo.kill("SIGINT");
  const [code] = await once(demo, "exit");
  expect(code, output).toBe(0);
  expect(output).toContain("the stack was up before and stays");
});
