import { setTimeout as sleep } from "node:timers/promises";
import type { Installed } from "../contender/install.ts";
import { type ModuleKind, moduleKinds } from "../contender/table.ts";
import { ClosedLoop } from "../load/closed-loop.ts";
import { cpuMicros } from "../machine/cpu.ts";
import { Program } from "../machine/program.ts";
import { progress } from "../progress.ts";
import type { Sample } from "../result/sample.ts";
import { interleave } from "./rounds.ts";
import type { Part, Setting } from "./setting.ts";

interface Shape {
  readonly part: "hello" | "app";
  readonly path: string;
  readonly rounds: number;
}

const connections = 64;

/** As many requests per second as the server bears, and the cpu that each takes. */
const throughput =
  (shape: Shape): Part =>
  async (setting) => {
    const samples: Sample[] = [];
    const rounds = setting.rounds ?? (setting.quick ? 4 : shape.rounds);
    await interleave(setting.installed, rounds, async (installed, round) => {
      for (const kind of moduleKinds) samples.push(await measure(shape, setting, { installed, kind, round }));
    });
    return samples;
  };

export const hello: Part = throughput({ part: "hello", path: "/", rounds: 4 });
export const app: Part = throughput({ part: "app", path: "/orders/42", rounds: 4 });

interface Turn {
  readonly installed: Installed;
  readonly kind: ModuleKind;
  readonly round: number;
}

async function measure(shape: Shape, setting: Setting, { installed, kind, round }: Turn): Promise<Sample> {
  await setting.sink.reset();
  const program = new Program({ installed, app: shape.part, kind, sinkUrl: setting.sink.url, env: setting.serverEnv });
  const port = await program.port();
  const loop = await ClosedLoop.start({ port, path: shape.path }, connections);
  await sleep(1200);
  const before = { done: loop.done, cpu: cpuMicros(program.pid), at: performance.now() };
  await sleep(setting.quick ? 2000 : 2500);
  const seconds = (performance.now() - before.at) / 1000;
  const requests = loop.done - before.done;
  const cpu = cpuMicros(program.pid) - before.cpu;
  loop.stop();
  await program.kill("SIGKILL");
  const { spans } = await setting.sink.count();
  const { name } = installed.contender;
  if (name !== "bare" && spans === 0) throw new Error(`${name} sent no span while it served ${shape.part}`);
  const values = {
    requestsPerSecond: requests / seconds,
    requestsPerCpuSecond: requests / (cpu / 1e6),
    cpuMicrosPerRequest: cpu / requests,
    cpuShare: cpu / 1e6 / seconds,
    spansPerRequestMade: spans / loop.done,
  };
  progress(
    `${shape.part} ${kind} round ${round + 1}: ${name.padEnd(8)} ${values.requestsPerSecond.toFixed(0)}/s, ` +
      `${values.cpuMicrosPerRequest.toFixed(1)} µs cpu each, cpu ${(values.cpuShare * 100).toFixed(0)} % busy`,
  );
  return { part: shape.part, contender: name, kind, round, values };
}
