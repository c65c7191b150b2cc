import { setTimeout as sleep } from "node:timers/promises";
import type { Installed } from "../contender/install.ts";
import { ClosedLoop } from "../load/closed-loop.ts";
import { openLoop } from "../load/open-loop.ts";
import { residentMegabytes } from "../machine/memory.ts";
import { Program } from "../machine/program.ts";
import { progress } from "../progress.ts";
import type { Sample } from "../result/sample.ts";
import { quantile } from "../result/statistics.ts";
import { interleave } from "./rounds.ts";
import type { Part, Setting } from "./setting.ts";

const wantedPerSecond = 8000;
/** Of what the bare server bears; above it, waiting in line is most of what one measures. */
const highestShare = 0.6;
/** Until V8 has compiled what is hot; before, its compilers are what a request waits for, see docs/decisions/0010. */
const warmUpSeconds = 15;

/** Latency and memory, of the same runs: hello at a rate that everybody is given alike. */
export const steady: Part = async (setting) => {
  const perSecond = await rateFor(setting);
  const samples: Sample[] = [];
  await interleave(setting.installed, setting.rounds ?? (setting.quick ? 2 : 3), async (installed, round) => {
    samples.push(...(await measure(setting, installed, round, perSecond)));
  });
  return samples;
};

async function rateFor({ installed: [bare], sink, quick }: Setting): Promise<number> {
  const program = new Program({ installed: bare as Installed, app: "hello", kind: "cjs", sinkUrl: sink.url });
  const loop = await ClosedLoop.start({ port: await program.port(), path: "/" }, 64);
  await sleep(1000);
  const before = loop.done;
  await sleep(quick ? 500 : 1500);
  const bareps = (loop.done - before) / (quick ? 0.5 : 1.5);
  loop.stop();
  await program.kill("SIGKILL");
  return Math.min(wantedPerSecond, Math.floor((bareps * highestShare) / 500) * 500);
}

async function measure(setting: Setting, installed: Installed, round: number, perSecond: number): Promise<Sample[]> {
  await setting.sink.reset();
  const program = new Program({ installed, app: "hello", kind: "cjs", sinkUrl: setting.sink.url });
  const port = await program.port();
  await sleep(2000);
  const idle = residentMegabytes(program.pid);
  let underLoad = idle;
  const watch = setInterval(() => (underLoad = Math.max(underLoad, residentMegabytes(program.pid))), 250);
  const [warmupSeconds, seconds] = setting.quick ? [2, 3] : [warmUpSeconds, 5];
  const result = await openLoop({ port, path: "/" }, { perSecond, warmupSeconds, seconds, connections: 128 });
  clearInterval(watch);
  await program.kill("SIGKILL");
  if (result.failed > 0)
    throw new Error(`${installed.contender.name}: ${result.failed} requests were not answered with 200`);
  const [p50Millis, p99Millis] = [quantile(result.latenciesMillis, 0.5), quantile(result.latenciesMillis, 0.99)];
  const contender = installed.contender.name;
  progress(
    `steady round ${round + 1}: ${contender.padEnd(8)} at ${perSecond}/s p50 ${p50Millis.toFixed(2)} ms, ` +
      `p99 ${p99Millis.toFixed(2)} ms, memory ${idle.toFixed(0)} MB idle, ${underLoad.toFixed(0)} MB under load`,
  );
  const at = { contender, kind: "cjs", round } as const;
  return [
    { part: "latency", ...at, values: { perSecond, p50Millis, p99Millis } },
    { part: "memory", ...at, values: { perSecond, idleMegabytes: idle, loadMegabytes: underLoad } },
  ];
}
