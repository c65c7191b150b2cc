import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { Installed } from "../contender/install.ts";
import { Program } from "../machine/program.ts";
import { progress } from "../progress.ts";
import type { Sample } from "../result/sample.ts";
import { interleave } from "./rounds.ts";
import type { Part } from "./setting.ts";

/** How long a script that has done its work is held while nobody takes its telemetry. */
export const exit: Part = async (setting) => {
  const samples: Sample[] = [];
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const urls = { refused: `http://127.0.0.1:${await closedPort()}`, silent: urlOf(silent.address() as AddressInfo) };
  await interleave(setting.installed, setting.rounds ?? 2, async (installed, round) => {
    const values: Record<string, number> = {};
    for (const way of ["end", "exit"] as const)
      for (const [collector, url] of Object.entries(urls))
        values[`${way}Millis ${collector}`] = await delay(installed, way, url);
    const contender = installed.contender.name;
    samples.push({ part: "exit", contender, kind: "cjs", round, values });
    const delays = Object.entries(values).map(([name, millis]) => `${name} ${millis.toFixed(0)}`);
    progress(`exit round ${round + 1}: ${contender.padEnd(8)} ${delays.join(", ")}`);
  });
  silent.close();
  return samples;
};

const urlOf = ({ port }: AddressInfo): string => `http://127.0.0.1:${port}`;

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** From its last line until it is gone; who stays is killed after 20 seconds. */
async function delay(installed: Installed, way: "end" | "exit", sinkUrl: string): Promise<number> {
  const env = { BENCH_SPANS: "1", BENCH_WAY: way };
  const program = new Program({ installed, app: "leave", kind: "cjs", sinkUrl, env, usesApi: true });
  await program.firstLine();
  const doneAt = performance.now();
  const timer = setTimeout(() => void program.kill("SIGKILL"), 20_000);
  await program.ended;
  clearTimeout(timer);
  return performance.now() - doneAt;
}
