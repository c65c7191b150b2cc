import { setTimeout as sleep } from "node:timers/promises";
import type { Installed } from "../contender/install.ts";
import { openLoop } from "../load/open-loop.ts";
import { type End, Program } from "../machine/program.ts";
import { progress } from "../progress.ts";
import type { Sample } from "../result/sample.ts";
import type { Sink } from "../sink/start.ts";
import { interleave } from "./rounds.ts";
import type { Part, Setting } from "./setting.ts";

const requestsPerSecond = 1500;
const spansPerRequest = 8;
const burstSpans = 50_000;
const exitSpans = 1000;
/** Longer than anybody's pause between two exports. */
const quietMillis = 6000;

/** How a program goes; a signal comes from us. */
const ways = {
  end: "end",
  exit: "exit",
  uncaught: "uncaught",
  rejection: "rejection",
  SIGTERM: "signal",
  SIGINT: "signal",
};

/** How many of the spans that were made come to the receiver. */
export const kept: Part = async (setting) => {
  const samples: Sample[] = [];
  const observed = setting.installed.filter(({ contender }) => contender.name !== "bare");
  await interleave(observed, setting.rounds ?? 1, async (installed, round) => {
    const values: Record<string, number> = {
      steadyShare: await underLoad(setting, installed),
      burstShare: await burst(setting, installed),
    };
    for (const way of Object.keys(ways)) values[`${way}Share`] = await leaving(setting, installed, way);
    const contender = installed.contender.name;
    samples.push({ part: "kept", contender, kind: "cjs", round, values });
    const shares = Object.entries(values).map(([name, share]) => `${name} ${(share * 100).toFixed(1)} %`);
    progress(`kept round ${round + 1}: ${contender.padEnd(8)} ${shares.join(", ")}`);
  });
  return samples;
};

async function underLoad({ sink, quick }: Setting, installed: Installed): Promise<number> {
  await sink.reset();
  const program = new Program({ installed, app: "eight-spans", kind: "cjs", sinkUrl: sink.url, usesApi: true });
  const target = { port: await program.port(), path: "/" };
  const rate = { perSecond: requestsPerSecond, warmupSeconds: 0, seconds: quick ? 3 : 8, connections: 128 };
  const { requests } = await openLoop(target, rate);
  const share = await shareThatArrives(sink, requests * spansPerRequest);
  await program.kill("SIGKILL");
  return share;
}

async function burst({ sink }: Setting, installed: Installed): Promise<number> {
  await sink.reset();
  const program = new Program({ installed, app: "burst", kind: "cjs", sinkUrl: sink.url, usesApi: true });
  await program.firstLine();
  const share = await shareThatArrives(sink, burstSpans);
  await program.kill("SIGKILL");
  return share;
}

async function leaving({ sink }: Setting, installed: Installed, way: string): Promise<number> {
  await sink.reset();
  const env = { BENCH_SPANS: String(exitSpans), BENCH_WAY: ways[way as keyof typeof ways] };
  const program = new Program({ installed, app: "leave", kind: "cjs", sinkUrl: sink.url, env, usesApi: true });
  await program.firstLine();
  await gone(program, way);
  const { spans } = await sink.count();
  return spans / exitSpans;
}

/** Who does not go within the patience of a container's runtime is killed. */
async function gone(program: Program, way: string): Promise<End> {
  if (way.startsWith("SIG")) void program.kill(way as NodeJS.Signals);
  const timer = setTimeout(() => void program.kill("SIGKILL"), 10_000);
  const end = await program.ended;
  clearTimeout(timer);
  return end;
}

/** Waits for all, or until nothing has come for a while. */
async function shareThatArrives(sink: Sink, expected: number): Promise<number> {
  let [spans, changedAt] = [0, performance.now()];
  while (spans < expected && performance.now() - changedAt < quietMillis) {
    await sleep(200);
    const counts = await sink.count();
    if (counts.spans !== spans) [spans, changedAt] = [counts.spans, performance.now()];
  }
  return spans / expected;
}
